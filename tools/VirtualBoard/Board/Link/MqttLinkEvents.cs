using Nanofleet.Mqtt;

namespace Nanofleet.VirtualBoard.Link;

/// <summary>What a link tells the firmware, on the link's dispatcher thread.</summary>
internal abstract class MqttLinkEvents
{
    internal abstract void Received(MqttLinkMessage message);

    internal abstract void Published(ushort id, bool isPublished);

    internal abstract void Subscribed(ushort id, IReadOnlyList<MqttReasonCode> granted);

    internal abstract void Unsubscribed(ushort id);

    internal abstract void Closed();
}
