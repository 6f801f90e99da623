using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>A will as it is stored, with what is to be known of its client when it is published after a restart.</summary>
/// <param name="Fields">The will.</param>
/// <param name="Peer">Who left it; from where is not kept.</param>
/// <param name="DueAt">When it is due, as a time of day; 0 while its connection stands.</param>
internal sealed record StoredWill(WillFields Fields, MqttPeer Peer, long DueAt)
{
    private const byte RetainFlag = 4;
    private const byte ExpiryFlag = 8;
    private const byte UserFlag = 16;

    private const int FixedSize = 8 + 1 + 1 + 4 + 4;

    public byte[] Encode()
    {
        var user = Peer.User ?? "";
        var value = new byte[FixedSize + ValueWriter.SizeOf(Peer.ClientId) + ValueWriter.SizeOf(user)
            + 3 * ValueWriter.LengthSize + Fields.Topic.Length + Fields.Properties.Length + Fields.Payload.Length];
        var writer = new ValueWriter(value);
        writer.WriteInt64(DueAt);
        var flags = (byte)Fields.QoS | (Fields.Retain ? RetainFlag : 0) | (Fields.Expiry is null ? 0 : ExpiryFlag) | (Peer.User is null ? 0 : UserFlag);
        writer.WriteByte((byte)flags);
        writer.WriteByte((byte)Peer.Version);
        writer.WriteUInt32(Fields.DelaySeconds);
        writer.WriteUInt32(Fields.Expiry ?? 0);
        writer.WriteText(Peer.ClientId);
        writer.WriteText(user);
        writer.WriteBytes(Fields.Topic);
        writer.WriteBytes(Fields.Properties);
        writer.WriteBytes(Fields.Payload);
        return value;
    }

    public static StoredWill Decode(ReadOnlySpan<byte> value, long number)
    {
        var reader = new ValueReader(value);
        var dueAt = reader.ReadInt64();
        var flags = reader.ReadByte();
        var version = (MqttVersion)reader.ReadByte();
        var (delay, expiry) = (reader.ReadUInt32(), reader.ReadUInt32());
        var (clientId, user) = (reader.ReadText(), reader.ReadText());
        var fields = new WillFields
        {
            QoS = (MqttQoS)(flags & 3),
            Retain = (flags & RetainFlag) != 0,
            DelaySeconds = delay,
            Expiry = (flags & ExpiryFlag) != 0 ? expiry : null,
            Topic = reader.ReadBytes().ToArray(),
            Properties = reader.ReadBytes().ToArray(),
            Payload = reader.ReadBytes().ToArray(),
            StoreNumber = number,
        };
        return new StoredWill(fields, new MqttPeer(clientId, (flags & UserFlag) != 0 ? user : null, version, null), dueAt);
    }
}
