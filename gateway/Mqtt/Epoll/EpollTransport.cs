using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>
/// A transport for Linux in the place of Kestrel's sockets, for connections that are many and mostly quiet: a message
/// costs one receive and one send on one thread, and an idle connection holds no buffer.
/// </summary>
internal sealed class EpollTransport(Func<EndPoint, Socket> bind) : IConnectionListenerFactory
{
    private const int Backlog = 512;

    /// <summary>False where the system has no epoll.</summary>
    public static bool IsSupported => EpollLoop.IsSupported;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return new(new EpollListener(bind(endpoint), Backlog));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }
    }
}
