namespace Nanofleet.Load.Peers;

/// <summary>Who stores, or does not, in the gateway's place.</summary>
internal enum PeerKind
{
    /// <summary>A client that acknowledges and does nothing: what the broker can hand out at best.</summary>
    Nothing,

    /// <summary>A Python subscriber that updates a row per message, as the field usually does it.</summary>
    Python,

    /// <summary>A .NET subscriber with one INSERT per message.</summary>
    Dotnet,
}
