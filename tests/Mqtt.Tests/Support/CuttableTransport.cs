using System.Net.Sockets;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>TCP whose writes can be made to vanish, as in a network that is gone before anybody notices.</summary>
internal sealed class CuttableTransport
{
    public volatile bool SwallowWrites;

    public async ValueTask<Stream> ConnectAsync(MqttClientOptions options, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(options.Host, options.Port, cancel);
        return new SwallowingStream(socket, this);
    }

    private sealed class SwallowingStream(Socket socket, CuttableTransport owner) : NetworkStream(socket, ownsSocket: true)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            owner.SwallowWrites ? ValueTask.CompletedTask : base.WriteAsync(buffer, cancellationToken);
    }
}
