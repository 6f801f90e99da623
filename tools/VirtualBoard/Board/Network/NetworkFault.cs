using System.Net.Sockets;

namespace Nanofleet.VirtualBoard.Network;

/// <summary>Why a name was not found or a connection did not come about, in the codes of sockets.</summary>
internal sealed class NetworkFault(SocketError error, Exception? inner = null) : IOException($"Network: {error}.", inner)
{
    internal SocketError Error { get; } = error;
}
