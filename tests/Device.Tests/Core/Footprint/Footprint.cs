namespace Nanofleet.Device.Tests.Core.Footprint;

/// <summary>Bytes that Core asks of the heap, by .NET's count; a message itself is among them, for the MQTT library keeps it until it is acknowledged.</summary>
/// <param name="Sampling">A sampling of six readings, from the sensors into the outbox.</param>
/// <param name="Sending">Its way out, from the outbox to the acknowledgement that frees it.</param>
/// <param name="Message">The payload of its message.</param>
/// <param name="Heartbeat">A heartbeat.</param>
/// <param name="HeartbeatMessage">The payload of a heartbeat.</param>
/// <param name="Idle">A step of a link that has nothing to do.</param>
internal sealed record Footprint(double Sampling, double Sending, int Message, double Heartbeat, int HeartbeatMessage, double Idle);
