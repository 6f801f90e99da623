using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>One MQTT 3.1.1 connection of the generator over TLS, with a full handshake.</summary>
internal sealed class TlsConnection : IAsyncDisposable
{
    private const int AnswerSize = 4;
    private const int Burst = 100;

    private readonly SslStream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private TlsConnection(SslStream stream) => _stream = stream;

    /// <summary>Dials, shakes hands and says CONNECT.</summary>
    public static async Task<TlsConnection> ConnectAsync(IPEndPoint server, string clientId)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var connection = new TlsConnection(new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, _, _, _) => true));
        await connection._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", AllowTlsResume = false });
        await connection._stream.WriteAsync(LoadPacket.Connect(clientId, 0));
        await connection._stream.ReadExactlyAsync(connection._buffer.AsMemory(0, AnswerSize));
        return connection;
    }

    /// <summary>Publishes at QoS 1 with a window until the time is over; returns how many messages were answered.</summary>
    public async Task<long> PublishAsync(string topic, int window, TimeSpan duration)
    {
        var burst = Enumerable.Range(1, Burst).SelectMany(id => LoadPacket.Publish(topic, 120, 1, (ushort)id)).ToArray();
        var end = DateTime.UtcNow + duration;
        long sent = 0, answers = 0;
        while (DateTime.UtcNow < end || answers < sent * AnswerSize)
        {
            if (DateTime.UtcNow < end && sent + Burst <= answers / AnswerSize + window)
            {
                await _stream.WriteAsync(burst);
                sent += Burst;
            }
            else
            {
                var count = await _stream.ReadAsync(_buffer);
                answers += count > 0 ? count : throw new IOException("the server closed the connection");
            }
        }
        return sent;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
