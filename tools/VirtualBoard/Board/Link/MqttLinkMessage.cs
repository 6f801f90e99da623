using Nanofleet.Mqtt;

namespace Nanofleet.VirtualBoard.Link;

/// <summary>A message that came, copied out of the connection's buffer.</summary>
internal sealed record MqttLinkMessage(string Topic, byte[] Payload, MqttQoS QoS, bool Retain, bool Duplicate);
