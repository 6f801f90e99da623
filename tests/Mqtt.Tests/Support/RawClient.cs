using System.Net.Sockets;
using System.Text;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>
/// One end of a connection, a client's by default, that sends exactly the bytes that a test wants, right or wrong, and
/// shows the packets that come back.
/// </summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    /// <summary>Wraps a connection that stands; also the broker's end of one, for tests of the client.</summary>
    public RawClient(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<RawClient> DialAsync(TestBroker broker)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(broker.EndPoint);
        return new RawClient(socket);
    }

    /// <summary>A connection whose CONNECT was accepted.</summary>
    public static async Task<RawClient> ConnectAsync(
        TestBroker broker, MqttVersion version, string id = "raw", bool clean = true, ushort keepAlive = 0, byte[]? properties = null)
    {
        var client = await DialAsync(broker);
        await client.SendAsync(Connect(version, id, clean, keepAlive, properties));
        var answer = await client.ReadAsync();
        Assert.Equal(PacketType.ConnAck, answer.Type);
        Assert.Equal(0, answer.Body[1]);
        return client;
    }

    public static byte[] Connect(MqttVersion version, string id, bool clean = true, ushort keepAlive = 0, byte[]? properties = null)
    {
        byte[] head = [.. Text("MQTT"), (byte)version, clean ? (byte)2 : (byte)0, (byte)(keepAlive >> 8), (byte)keepAlive];
        byte[] section = version == MqttVersion.V500 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];
        return Packet(0x10, [.. head, .. section, .. Text(id)]);
    }

    public static byte[] Packet(byte first, params byte[] body)
    {
        var length = new byte[4];
        var size = VariableByteInteger.Write(length, (uint)body.Length);
        return [first, .. length[..size], .. body];
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    /// <summary>A PUBLISH of either version; flags are the lower four bits of its first byte.</summary>
    public static byte[] Publish(MqttVersion version, string topic, string payload, byte flags = 0, ushort id = 0, byte[]? properties = null)
    {
        byte[] identifier = (flags & 6) == 0 ? [] : [(byte)(id >> 8), (byte)id];
        byte[] section = version == MqttVersion.V500 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];
        return Packet((byte)(0x30 | flags), [.. Text(topic), .. identifier, .. section, .. Encoding.UTF8.GetBytes(payload)]);
    }

    public static byte[] Subscribe(MqttVersion version, ushort id, string filter, byte options, byte[]? properties = null)
    {
        byte[] section = version == MqttVersion.V500 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];
        return Packet(0x82, [(byte)(id >> 8), (byte)id, .. section, .. Text(filter), options]);
    }

    public async Task SendAsync(params byte[][] packets)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _stream.WriteAsync(packets.SelectMany(packet => packet).ToArray(), limit.Token);
    }

    /// <summary>Something has come that was not read yet.</summary>
    public bool HasBytes => _socket.Available > 0;

    /// <summary>The next packet.</summary>
    public async Task<RawPacket> ReadAsync() => await TryReadAsync() ?? throw new InvalidOperationException("the broker closed the connection");

    /// <summary>The next packet, or null when the broker has closed.</summary>
    public async Task<RawPacket?> TryReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var one = new byte[1];
        if (!await FillAsync(one, limit.Token)) return null;
        var first = one[0];
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            await FillAsync(one, limit.Token);
            length |= (one[0] & 0x7F) << shift;
            if (one[0] < 0x80) break;
        }
        var body = new byte[length];
        await FillAsync(body, limit.Token);
        return new RawPacket((PacketType)(first >> 4), (byte)(first & 15), body);
    }

    /// <summary>Everything until the broker closes.</summary>
    public async Task<List<RawPacket>> ReadToEndAsync()
    {
        var packets = new List<RawPacket>();
        while (await TryReadAsync() is { } packet) packets.Add(packet);
        return packets;
    }

    /// <summary>All that the broker had to say before its answer to a PINGREQ: proof that nothing else comes.</summary>
    public async Task<List<RawPacket>> ReadToPongAsync()
    {
        await SendAsync([0xC0, 0]);
        var packets = new List<RawPacket>();
        while (await ReadAsync() is { Type: not PacketType.PingResp } packet) packets.Add(packet);
        return packets;
    }

    /// <summary>Closes without goodbye: the peer sees an orderly end of the stream, or with reset a broken one.</summary>
    public void Cut(bool reset = false)
    {
        if (reset) _socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private async Task<bool> FillAsync(byte[] target, CancellationToken limit)
    {
        try
        {
            var count = await _stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, limit);
            return count == target.Length;
        }
        catch (IOException)
        {
            return false; // reset by the broker: closed as well
        }
    }
}
