namespace Nanofleet.VirtualBoard.Network;

/// <summary>What came of asking for the network.</summary>
internal enum JoinResult
{
    Joined,
    NoSuchNetwork,
    WrongPassword,
}
