using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nanofleet.EndToEnd.Tests.Broker;

/// <summary>One connection, packet by packet, so that the tests' clients keep their sessions themselves and know exactly what was promised to them.</summary>
internal sealed class Wire : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly byte[] _one = new byte[1];

    private Wire(NetworkStream stream, bool isV5) => (_stream, IsV5) = (stream, isV5);

    public bool IsV5 { get; }

    public bool SessionPresent { get; private set; }

    /// <summary>A session that outlives the connection.</summary>
    public static async Task<Wire> ConnectAsync(int port, string clientId, bool isV5, bool clean, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
            var wire = new Wire(new NetworkStream(socket, ownsSocket: true), isV5);
            byte[] properties = isV5 ? [5, 0x11, 0, 0, 14, 16] : [];
            await wire.SendAsync(0x10, [.. Text("MQTT"), isV5 ? (byte)5 : (byte)4, clean ? (byte)2 : (byte)0, 0, 0, .. properties, .. Text(clientId)], cancel);
            var (first, body) = await wire.ReadAsync(cancel);
            if (first != 0x20 || body[1] != 0) throw new IOException($"refused with {body[1]}");
            wire.SessionPresent = body[0] == 1;
            return wire;
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SubscribeAsync(ushort id, string filter, byte qos, CancellationToken cancel) =>
        SendAsync(0x82, [(byte)(id >> 8), (byte)id, .. NoProperties, .. Text(filter), qos], cancel);

    public Task PublishAsync(string topic, string payload, int qos, ushort id, bool duplicate, bool retain, CancellationToken cancel) =>
        SendAsync((byte)(0x30 | (duplicate ? 8 : 0) | qos << 1 | (retain ? 1 : 0)), [.. Text(topic), (byte)(id >> 8), (byte)id, .. NoProperties, .. Encoding.UTF8.GetBytes(payload)], cancel);

    public Task AnswerAsync(byte first, ushort id, CancellationToken cancel) => SendAsync(first, [(byte)(id >> 8), (byte)id], cancel);

    /// <summary>The next packet; an IOException when the connection is over.</summary>
    public async Task<(byte First, byte[] Body)> ReadAsync(CancellationToken cancel)
    {
        await _stream.ReadExactlyAsync(_one, cancel);
        var first = _one[0];
        var length = 0;
        var shift = 0;
        do
        {
            await _stream.ReadExactlyAsync(_one, cancel);
            length |= (_one[0] & 127) << shift;
            shift += 7;
        }
        while (_one[0] > 127);
        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, cancel);
        return (first, body);
    }

    /// <summary>Topic, packet identifier and payload of a PUBLISH.</summary>
    public (string Topic, ushort Id, string Payload) Publish(byte first, byte[] body)
    {
        var at = 2 + (body[0] << 8 | body[1]);
        var topic = Encoding.UTF8.GetString(body, 2, at - 2);
        ushort id = 0;
        if ((first & 6) != 0)
        {
            id = Number(body, at);
            at += 2;
        }
        if (IsV5) at += 1 + body[at]; // a short property section is enough here
        return (topic, id, Encoding.UTF8.GetString(body, at, body.Length - at));
    }

    public static ushort Number(byte[] body, int at = 0) => (ushort)(body[at] << 8 | body[at + 1]);

    public void Dispose() => _stream.Dispose();

    private byte[] NoProperties => IsV5 ? [0] : [];

    private async Task SendAsync(byte first, byte[] body, CancellationToken cancel)
    {
        var packet = new List<byte> { first };
        var length = body.Length;
        do
        {
            packet.Add((byte)(length & 127 | (length > 127 ? 128 : 0)));
            length >>= 7;
        }
        while (length > 0);
        await _stream.WriteAsync(packet.Concat(body).ToArray(), cancel);
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}
