using System.Buffers;
using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Targets;

/// <summary>
/// The decoders and encoders: no packet, however wrong, throws; a right one is taken; what was taken comes back the same
/// after encoding and decoding it again; pieces make no difference.
/// </summary>
internal sealed class DecoderTarget : IFuzzTarget
{
    public string Name => "decoder";

    public void Run(int seed, Coverage coverage)
    {
        var random = new Random(seed);
        var version = random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V500;
        var chaos = random.Next(3) * 0.25;
        var packet = AnyPacket.Make(random, version, chaos);
        var isDamaged = random.Next(3) == 0;
        if (isDamaged) packet = Mutator.Damage(random, packet);
        CheckFrame(random, packet);
        var buffer = new ReadOnlySequence<byte>(packet);
        if (PacketFrame.TryRead(ref buffer, int.MaxValue, out var header, out var body) != FrameStatus.Complete)
        {
            coverage.Outcome("no frame");
            if (!isDamaged) throw new FindingException($"a whole packet is not found: {Convert.ToHexString(packet)}");
            return;
        }
        var type = (PacketType)(header >> 4);
        coverage.Packet(type.ToString());
        var error = Check(type, (byte)(header & 15), body.ToArray(), version);
        coverage.Outcome($"{type} {error}");
        if (!isDamaged && chaos == 0 && error != MqttReasonCode.Success) throw new FindingException($"a right {type} of {version} is refused with {error}: {Convert.ToHexString(packet)}");
        TopicOracle.Check(random);
    }

    /// <summary>A packet in pieces is the same packet, and none before its last piece.</summary>
    private static void CheckFrame(Random random, byte[] packet)
    {
        var whole = new ReadOnlySequence<byte>(packet);
        var status = PacketFrame.TryRead(ref whole, 10_000, out var header, out var body);
        var pieces = Segments(random, packet);
        var again = PacketFrame.TryRead(ref pieces, 10_000, out var headerAgain, out var bodyAgain);
        if (status != again || header != headerAgain || !body.ToArray().AsSpan().SequenceEqual(bodyAgain.ToArray()))
            throw new FindingException($"in pieces it is another packet: {Convert.ToHexString(packet)}");
        if (status != FrameStatus.Complete) return;
        var cut = new ReadOnlySequence<byte>(packet, 0, random.Next((int)(packet.Length - whole.Length)));
        if (PacketFrame.TryRead(ref cut, 10_000, out _, out _) != FrameStatus.Incomplete) throw new FindingException($"half a packet is taken: {Convert.ToHexString(packet)}");
    }

    private static ReadOnlySequence<byte> Segments(Random random, byte[] bytes)
    {
        ByteSegment? first = null, last = null;
        foreach (var piece in Mutator.Pieces(random, bytes))
        {
            last = last is null ? new ByteSegment(piece, 0) : last.Append(piece);
            first ??= last;
        }
        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private static MqttReasonCode Check(PacketType type, byte flags, byte[] body, MqttVersion version)
    {
        var error = PacketCopy.Decode(type, flags, body, version, out var encodeAgain);
        if (error is not MqttReasonCode.Success && (byte)error < 0x80) throw new FindingException($"{type} is refused with {error}, which is no failure");
        if (error != MqttReasonCode.Success || encodeAgain is null) return error;
        var once = encodeAgain();
        var second = Frame(once, out var secondFlags);
        var errorAgain = PacketCopy.Decode(type, secondFlags, second, version, out var encodeOnceMore);
        if (errorAgain != MqttReasonCode.Success) throw new FindingException($"{type} {Convert.ToHexString(body)} was taken, encoded as {Convert.ToHexString(once)}, and refused with {errorAgain}");
        var twice = encodeOnceMore!();
        if (!once.AsSpan().SequenceEqual(twice)) throw new FindingException($"{type} {Convert.ToHexString(body)} changes: {Convert.ToHexString(once)}, then {Convert.ToHexString(twice)}");
        return error;
    }

    private static byte[] Frame(byte[] packet, out byte flags)
    {
        var buffer = new ReadOnlySequence<byte>(packet);
        if (PacketFrame.TryRead(ref buffer, int.MaxValue, out var header, out var body) != FrameStatus.Complete || !buffer.IsEmpty)
            throw new FindingException($"an encoder wrote what is no packet: {Convert.ToHexString(packet)}");
        flags = (byte)(header & 15);
        return body.ToArray();
    }
}
