namespace Nanofleet.Benchmarks.Peers;

/// <summary>How a scenario wants a receiving client.</summary>
internal sealed record ReceiverNeeds(int Port, string Filter, int QoS);
