using System.Buffers;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Tests.Packets;

public sealed class FrameTests
{
    [Theory]
    [InlineData(0u, 1)]
    [InlineData(127u, 1)]
    [InlineData(128u, 2)]
    [InlineData(16_383u, 2)]
    [InlineData(16_384u, 3)]
    [InlineData(2_097_151u, 3)]
    [InlineData(2_097_152u, 4)]
    [InlineData(268_435_455u, 4)]
    public void A_variable_byte_integer_takes_as_many_bytes_as_table_1_1_says(uint value, int size)
    {
        var bytes = new byte[4];

        Assert.Equal(size, VariableByteInteger.Size(value));
        Assert.Equal(size, VariableByteInteger.Write(bytes, value));
        Assert.Equal(size, VariableByteInteger.TryRead(bytes, out var read));
        Assert.Equal(value, read);
        Assert.Equal(0, VariableByteInteger.TryRead(bytes.AsSpan(0, size - 1), out _));
    }

    [Theory]
    [InlineData("80 00")]
    [InlineData("FF 80 00")]
    [InlineData("FF FF FF FF")]
    [InlineData("80 80 80 80 01")]
    public void A_variable_byte_integer_that_is_too_long_is_malformed(string bytes) =>
        Assert.Equal(-1, VariableByteInteger.TryRead(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), out _));

    [Fact]
    public void A_packet_is_found_wherever_its_bytes_are_cut()
    {
        byte[] packet = [0x30, 0x82, 0x01, .. new byte[130]];
        packet[100] = 7;
        for (var cut = 1; cut < packet.Length; cut++)
        {
            var whole = Segments(packet[..cut], [.. packet[cut..], 0xC0]);
            Assert.Equal(FrameStatus.Complete, PacketFrame.TryRead(ref whole, 1000, out var header, out var body));
            Assert.Equal((0x30, 130L, 1L), (header, body.Length, whole.Length));
            byte[] copy = [];
            Assert.Equal(7, PacketFrame.Contiguous(body, ref copy).Span[97]);

            var part = new ReadOnlySequence<byte>(packet, 0, cut);
            Assert.Equal(FrameStatus.Incomplete, PacketFrame.TryRead(ref part, 1000, out _, out _));
            Assert.Equal(cut, part.Length);
        }
    }

    [Fact]
    public void A_packet_beyond_the_limit_is_known_by_its_header()
    {
        var buffer = new ReadOnlySequence<byte>([0x30, 0x80, 0x01]);

        Assert.Equal(FrameStatus.TooLarge, PacketFrame.TryRead(ref buffer, 130, out _, out _));
        Assert.Equal(FrameStatus.Incomplete, PacketFrame.TryRead(ref buffer, 131, out _, out _));
    }

    [Fact]
    public void Decoders_survive_any_bytes()
    {
        var random = new Random(20261120);
        var bytes = new byte[64];
        for (var i = 0; i < 200_000; i++)
        {
            random.NextBytes(bytes);
            var body = bytes.AsSpan(0, random.Next(bytes.Length));
            if (body.Length > 2 && i % 2 == 0) body[0] = 0; // short strings come further
            var flags = (byte)(i & 15);
            foreach (var version in new[] { MqttVersion.V311, MqttVersion.V500 })
            {
                ConnectPacket.Decode(body, flags, out _);
                ConnAckPacket.Decode(body, flags, version, out _);
                SubscribePacket.Decode(body, flags, version, out _);
                UnsubscribePacket.Decode(body, flags, version, out _);
                SubscriptionAnswer.Decode(body, i % 3 == 0 ? PacketType.UnsubAck : PacketType.SubAck, flags, version, out _);
                DisconnectPacket.Decode(body, flags, version, out _);
                AnswerPacket.Decode(body, PacketType.PubAck, flags, version, out _);
                if (PublishPacket.Decode(body, flags, version, out var publish) == MqttReasonCode.Success) Assert.True(body[publish.Topic].Length <= body.Length);
            }
            AuthPacket.Decode(body, flags, out _);
        }
    }

    private static ReadOnlySequence<byte> Segments(byte[] first, byte[] second)
    {
        var begin = new Segment(first, 0);
        var end = begin.Append(second);
        return new ReadOnlySequence<byte>(begin, 0, end, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long at) => (Memory, RunningIndex) = (bytes, at);

        public Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
