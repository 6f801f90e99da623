namespace Nanofleet.Mqtt;

/// <summary>One entry of a broker's store, or what becomes of it.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Value">What stands there from now on; null: nothing, it is removed if it is there.</param>
public readonly record struct MqttStoreEntry(MqttStoreKey Key, ReadOnlyMemory<byte>? Value);
