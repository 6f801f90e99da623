using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>PUT /api/devices/{id}/state</c>.</summary>
/// <param name="Released">What became of the messages that waited for an approval.</param>
public sealed record AdmissionView(string DeviceId, string State, ReplayReport Released);
