namespace Nanofleet.Gateway.Security.Audit;

/// <summary>What became of it. The numbers are those of the database.</summary>
public enum AuditOutcome
{
    Done = 0,

    /// <summary>Tried and not done: a wrong password, a command that the board did not take.</summary>
    Failed = 1,

    /// <summary>Not allowed.</summary>
    Denied = 2,
}
