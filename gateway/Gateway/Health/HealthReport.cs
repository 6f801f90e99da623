using Nanofleet.Gateway.Api;

namespace Nanofleet.Gateway.Health;

/// <summary>Answer of <c>GET /healthz</c>.</summary>
/// <param name="Status">ok, or failing where the database or the broker cannot be reached.</param>
/// <param name="Queue">Messages that wait for the database.</param>
/// <param name="OldestWaitingMs">How long the oldest of them has waited; 0 when none waits.</param>
/// <param name="Limits">What all devices together sent beyond their measure.</param>
/// <param name="Spool">What waits on the gateway's own disk for the database.</param>
public sealed record HealthReport(string Status, HealthPart Database, HealthPart Broker, int Queue, long OldestWaitingMs, SpoolView Spool, HealthCounters Counters, LimitsView Limits);
