using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Grammar;

/// <summary>A packet of any kind, of either side.</summary>
internal static class AnyPacket
{
    private static readonly PacketType[] Answers = [PacketType.PubAck, PacketType.PubRec, PacketType.PubRel, PacketType.PubComp];

    public static byte[] Make(Random random, MqttVersion version, double chaos)
    {
        var grammar = new PacketGrammar(random, version, chaos);
        return random.Next(4) switch
        {
            0 => FromClient(random, grammar),
            1 => FromServer(random, grammar),
            2 => grammar.Connect(Words.Text(random), random.Next(2) == 0 || version == MqttVersion.V311),
            _ => grammar.Publish(Words.Topic(random), random.Next(3), Id(random), Words.Payload(random)),
        };
    }

    /// <summary>What a connected client may send, beside a CONNECT.</summary>
    public static byte[] FromClient(Random random, PacketGrammar grammar) => random.Next(8) switch
    {
        0 => grammar.Subscribe(Id(random)),
        1 => grammar.Unsubscribe(Id(random)),
        2 => grammar.Ping(PacketType.PingReq),
        3 => grammar.Disconnect(MqttReasonCode.NormalDisconnection, fromServer: false),
        4 when grammar.Version == MqttVersion.V500 => grammar.Auth(),
        5 => grammar.Answer(Words.Pick(random, Answers), Id(random)),
        _ => grammar.Publish(Words.Topic(random), random.Next(3), Id(random), Words.Payload(random)),
    };

    /// <summary>What a server may send, beside its first answer.</summary>
    public static byte[] FromServer(Random random, PacketGrammar grammar) => random.Next(9) switch
    {
        0 => grammar.SubscriptionAnswer(PacketType.SubAck, Id(random), random.Next(1, 4)),
        1 => grammar.SubscriptionAnswer(PacketType.UnsubAck, Id(random), random.Next(1, 4)),
        2 => grammar.Ping(PacketType.PingResp),
        3 when grammar.Version == MqttVersion.V500 => grammar.Disconnect(MqttReasonCode.ServerShuttingDown, fromServer: true),
        4 when grammar.Version == MqttVersion.V500 => grammar.Auth(),
        5 => grammar.Answer(Words.Pick(random, Answers), Id(random)),
        6 => grammar.ConnAck(false, MqttReasonCode.Success),
        _ => grammar.Publish(Words.Topic(random), random.Next(3), Id(random), Words.Payload(random)),
    };

    /// <summary>Few identifiers, so that they meet.</summary>
    public static ushort Id(Random random) => (ushort)random.Next(1, 6);
}
