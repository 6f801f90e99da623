using System.Text;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt;

/// <summary>
/// The properties of a received PUBLISH (5.0 §3.3.2.3), left in their encoding and read when asked for, so that a
/// message without them, or a host that does not look, pays nothing. Borrows the connection's buffer.
/// </summary>
public readonly struct MqttPropertyList(ReadOnlyMemory<byte> encoded)
{
    private readonly ReadOnlyMemory<byte> _encoded = encoded;

    /// <summary>True for every MQTT 3.1.1 message and for a 5.0 one that brings none.</summary>
    public bool IsEmpty => _encoded.IsEmpty;

    /// <summary>The property section as it came, without its length.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>The publisher says that the payload is UTF-8 text (§3.3.2.3.2).</summary>
    public bool PayloadIsText => TryFindNumber(PropertyId.PayloadFormatIndicator, out var value) && value == 1;

    /// <summary>What is left of the message's life; null: no limit (§3.3.2.3.3).</summary>
    public TimeSpan? MessageExpiry => TryFindNumber(PropertyId.MessageExpiryInterval, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>What the payload is, in the publisher's words (§3.3.2.3.9).</summary>
    public string? ContentType => FindText(PropertyId.ContentType);

    /// <summary>Where an answer is expected (§3.3.2.3.5).</summary>
    public string? ResponseTopic => FindText(PropertyId.ResponseTopic);

    /// <summary>What the answer must bring back (§3.3.2.3.6); empty without.</summary>
    public ReadOnlyMemory<byte> CorrelationData => Find(PropertyId.CorrelationData);

    /// <summary>The identifiers of the subscriptions that the message falls under (§3.3.2.3.8).</summary>
    public IReadOnlyList<uint> SubscriptionIdentifiers
    {
        get
        {
            List<uint>? found = null;
            var reader = Read();
            while (reader.Next())
            {
                if (reader.Id == PropertyId.SubscriptionIdentifier) (found ??= []).Add(reader.Number);
            }
            return found ?? (IReadOnlyList<uint>)[];
        }
    }

    /// <summary>The publisher's own, in their order (§3.3.2.3.7).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties
    {
        get
        {
            List<KeyValuePair<string, string>>? found = null;
            var reader = Read();
            while (reader.Next())
            {
                if (reader.Id == PropertyId.UserProperty) (found ??= []).Add(new(Encoding.UTF8.GetString(reader.Name), Encoding.UTF8.GetString(reader.Bytes)));
            }
            return found ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
        }
    }

    private PropertyReader Read() => new(_encoded.Span, ulong.MaxValue, ulong.MaxValue);

    private bool TryFindNumber(PropertyId id, out uint value)
    {
        var reader = Read();
        while (reader.Next())
        {
            value = reader.Number;
            if (reader.Id == id) return true;
        }
        value = 0;
        return false;
    }

    private string? FindText(PropertyId id)
    {
        var reader = Read();
        while (reader.Next())
        {
            if (reader.Id == id) return Encoding.UTF8.GetString(reader.Bytes);
        }
        return null;
    }

    private ReadOnlyMemory<byte> Find(PropertyId id)
    {
        var reader = Read();
        while (reader.Next())
        {
            if (reader.Id == id) return _encoded[(reader.End - reader.Bytes.Length)..reader.End];
        }
        return default;
    }
}
