namespace Nanofleet.Mqtt;

/// <summary>How often something may happen: so many times at once, and then so many a second.</summary>
/// <param name="PerSecond">What comes back every second.</param>
/// <param name="Burst">What may be used up at once after a quiet time; at least 1.</param>
public sealed record MqttRate(double PerSecond, int Burst);
