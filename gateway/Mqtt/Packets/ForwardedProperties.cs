namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// What a broker must hand on unaltered (5.0 §3.3.2.3: payload format, content type, response topic, correlation data,
/// user properties in their order), out of a section that also has what concerns one hop only.
/// </summary>
internal static class ForwardedProperties
{
    private static readonly ulong OneHop =
        PropertyRules.Bit(PropertyId.MessageExpiryInterval) | PropertyRules.Bit(PropertyId.TopicAlias)
        | PropertyRules.Bit(PropertyId.SubscriptionIdentifier) | PropertyRules.Bit(PropertyId.WillDelayInterval);

    /// <summary>Copies them from a section that was checked before and returns their length; the target may be the section.</summary>
    public static int Copy(ReadOnlySpan<byte> section, Span<byte> target)
    {
        var length = 0;
        var properties = new PropertyReader(section, ulong.MaxValue, ulong.MaxValue);
        while (properties.Next())
        {
            if ((OneHop & PropertyRules.Bit(properties.Id)) != 0) continue;
            section[properties.Start..properties.End].CopyTo(target[length..]);
            length += properties.End - properties.Start;
        }
        return length;
    }
}
