using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Targets;

/// <summary>The client that behaves: it is connected before all others and still served after they have done their worst.</summary>
internal sealed class Witness
{
    private const string Topic = "witness/own";

    private readonly Wire _wire;
    private readonly CaseLoop _loop;
    private readonly MqttVersion _version;
    private readonly PacketStream _stream;
    private readonly List<ReceivedPacket> _received = [];

    public Witness(MqttBroker broker, CaseLoop loop, MqttVersion version)
    {
        _wire = new Wire(loop);
        _loop = loop;
        _version = version;
        _stream = new PacketStream(fromServer: true, version);
        Serving = broker.ServeAsync(_wire, null);
        var connect = new PacketBuffer().Text("MQTT").Byte((int)version).Byte(2).UInt16(0);
        _wire.Send(Properties(connect).Text("witness").Frame(0x10));
        var subscribe = Properties(new PacketBuffer().UInt16(1)).Text(Topic).Byte(1);
        _wire.Send(subscribe.Frame(0x82));
        Expect(PacketType.ConnAck, PacketType.SubAck);
    }

    public Task<bool> Serving { get; }

    /// <summary>It publishes to itself and is answered, and nothing else has come.</summary>
    public void CheckUndisturbed()
    {
        _wire.Send(Properties(new PacketBuffer().Text(Topic).UInt16(7)).Bytes([1, 2, 3]).Frame(0x32));
        Expect(PacketType.Publish, PacketType.PubAck);
        _wire.Send(new PacketBuffer().Frame(0xC0));
        Expect(PacketType.PingResp);
    }

    public void Cut() => _wire.Cut();

    private PacketBuffer Properties(PacketBuffer packet) => _version == MqttVersion.V500 ? packet.Byte(0) : packet;

    private void Expect(params PacketType[] types)
    {
        _loop.Settle();
        _received.Clear();
        _received.AddRange(_stream.Add(_wire.Take()));
        var got = _received.Select(packet => packet.Type).Order().ToArray();
        if (!got.SequenceEqual(types.Order())) throw new FindingException($"the client that behaves got {string.Join(", ", got)} instead of {string.Join(", ", types)}");
    }
}
