namespace Nanofleet.Gateway.Security.People;

/// <summary>What a person is here; each may all that the one before may. The numbers are those of the database.</summary>
public enum Role
{
    Viewer = 1,
    Operator = 2,
    Admin = 3,
}
