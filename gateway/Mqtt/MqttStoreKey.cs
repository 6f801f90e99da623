namespace Nanofleet.Mqtt;

/// <summary>Which entry of a broker's store.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Owner">The session that it belongs to; 0: none.</param>
/// <param name="Number">Tells it from the others of its kind and owner.</param>
public readonly record struct MqttStoreKey(MqttStoreKind Kind, long Owner, long Number);
