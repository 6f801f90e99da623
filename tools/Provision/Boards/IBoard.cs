using Nanofleet.Provision.Improv;

namespace Nanofleet.Provision.Boards;

/// <summary>A board on the table, by one of the two ways. What it throws, <see cref="Failures"/> knows.</summary>
internal interface IBoard : IDisposable
{
    /// <summary>"Improv on /dev/ttyUSB0".</summary>
    string Way { get; }

    Task<BoardInfo> IdentifyAsync(CancellationToken cancel);

    /// <summary>Null where this way does not let the board listen.</summary>
    Task<IReadOnlyList<WifiHeard>?> ScanAsync(CancellationToken cancel);

    /// <summary>Lets the board try the network. Returns what came of it, in words; where this way cannot try, the network is kept for <see cref="WriteAsync"/>.</summary>
    Task<string> JoinAsync(WifiNetwork wifi, IReadOnlyList<WifiHeard>? heard, CancellationToken cancel);

    /// <summary>Brings the settings onto the board; until this returns, the board is as it was, or can be written again. Returns what came of it, in words.</summary>
    Task<string> WriteAsync(BoardSettings settings, CancellationToken cancel);
}
