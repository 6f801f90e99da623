namespace Nanofleet.Mqtt;

/// <summary>Told of a message that was not kept because its branch has its share of retained messages; must neither wait nor publish.</summary>
/// <param name="topic">UTF-8.</param>
public delegate void MqttRetainedRefused(ReadOnlySpan<byte> topic);
