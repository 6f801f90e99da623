namespace Nanofleet.Provision;

/// <summary>What the program ends with. Scripts rely on the numbers: never renumber.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>In a batch: at least one board is not done.</summary>
    public const int SomeNotDone = 1;

    public const int WrongArguments = 2;

    /// <summary>The gateway cannot be reached, is not trusted, or said no.</summary>
    public const int Gateway = 3;

    /// <summary>No port, no board, or a board that did not do what it was told.</summary>
    public const int Board = 4;

    /// <summary>The board could not join the network.</summary>
    public const int Wifi = 5;

    /// <summary>The board has all that it needs, but nothing of it was stored in time.</summary>
    public const int NoReading = 6;

    /// <summary>Ctrl-C, as shells have it.</summary>
    public const int Stopped = 130;
}
