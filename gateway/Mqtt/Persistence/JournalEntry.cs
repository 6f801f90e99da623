using Nanofleet.Mqtt.Broker;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>One change on its way to the store. What is large is encoded by the writing thread, from objects that no longer change.</summary>
/// <param name="Key">Which entry.</param>
/// <param name="Value">Encoded bytes, an <see cref="OutgoingMessage"/> or a retained <see cref="Message"/>; null: removed.</param>
/// <param name="Gone">What stood there so far and held on to a message: an <see cref="OutgoingMessage"/> or a <see cref="Message"/>.</param>
/// <param name="Cost">Bytes that it counts for while it waits.</param>
internal readonly record struct JournalEntry(MqttStoreKey Key, object? Value, object? Gone, int Cost);
