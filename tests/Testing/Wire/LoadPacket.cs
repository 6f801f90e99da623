using System.Text;

namespace Nanofleet.Testing.Wire;

/// <summary>The few MQTT 3.1.1 packets that load generators send, encoded without the code under test.</summary>
public static class LoadPacket
{
    private const byte CleanSession = 0x02;
    private const byte WithUser = 0x80;
    private const byte WithPassword = 0x40;

    public static ReadOnlySpan<byte> PingRequest => [0xC0, 0];

    public static byte[] Connect(string clientId, ushort keepAliveSeconds, string? user = null, string? password = null)
    {
        var flags = (byte)(CleanSession | (user is null ? 0 : WithUser) | (password is null ? 0 : WithPassword));
        byte[] credentials = [.. user is null ? [] : Text(user), .. password is null ? [] : Text(password)];
        return Frame(0x10, [0, 4, .. "MQTT"u8, 4, flags, (byte)(keepAliveSeconds >> 8), (byte)keepAliveSeconds, .. Text(clientId), .. credentials]);
    }

    public static byte[] Subscribe(string filter, byte qos) => Subscribe([filter], qos);

    /// <summary>All filters in one packet, which is answered once.</summary>
    public static byte[] Subscribe(IEnumerable<string> filters, byte qos) =>
        Frame(0x82, [0, 1, .. filters.SelectMany(filter => (byte[])[.. Text(filter), qos])]);

    /// <summary>A payload of the alphabet, over and over.</summary>
    public static byte[] Publish(string topic, int payloadSize, byte qos, ushort packetId) =>
        Publish(topic, [.. new byte[payloadSize].Select((_, i) => (byte)('a' + i % 26))], qos, packetId);

    public static byte[] Publish(string topic, byte[] payload, byte qos, ushort packetId)
    {
        byte[] identifier = qos == 0 ? [] : [(byte)(packetId >> 8), (byte)packetId];
        return Frame((byte)(0x30 | qos << 1), [.. Text(topic), .. identifier, .. payload]);
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    /// <summary>A packet: its first byte, the length of its body, and the body.</summary>
    public static byte[] Frame(byte header, byte[] body)
    {
        List<byte> packet = [header];
        var length = body.Length;
        do
        {
            packet.Add((byte)(length & 127 | (length > 127 ? 128 : 0)));
            length >>= 7;
        }
        while (length > 0);
        packet.AddRange(body);
        return [.. packet];
    }
}
