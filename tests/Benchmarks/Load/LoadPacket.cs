using System.Text;

namespace Nanofleet.Benchmarks.Load;

/// <summary>The few MQTT 3.1.1 packets that the generator sends, encoded without the code under test.</summary>
internal static class LoadPacket
{
    public static ReadOnlySpan<byte> PingRequest => [0xC0, 0];

    public static byte[] Connect(string clientId, ushort keepAliveSeconds) =>
        Frame(0x10, [0, 4, .. "MQTT"u8, 4, 2, (byte)(keepAliveSeconds >> 8), (byte)keepAliveSeconds, .. Text(clientId)]);

    public static byte[] Subscribe(string filter, byte qos) => Frame(0x82, [0, 1, .. Text(filter), qos]);

    public static byte[] Publish(string topic, int payloadSize, byte qos, ushort packetId)
    {
        byte[] identifier = qos == 0 ? [] : [(byte)(packetId >> 8), (byte)packetId];
        return Frame((byte)(0x30 | qos << 1), [.. Text(topic), .. identifier, .. new byte[payloadSize].Select((_, i) => (byte)('a' + i % 26))]);
    }

    public static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Frame(byte header, byte[] body) =>
        body.Length < 128 ? [header, (byte)body.Length, .. body] : [header, (byte)(body.Length & 127 | 128), (byte)(body.Length >> 7), .. body];
}
