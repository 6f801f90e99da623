using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>A will and when it is due: at once, or after its delay while the client stays away (5.0 §3.1.3.2.2).</summary>
internal sealed record PendingWill(WillFields Fields, MqttPeer Peer, long DueAt);
