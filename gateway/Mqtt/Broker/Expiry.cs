namespace Nanofleet.Mqtt.Broker;

/// <summary>Points in time as milliseconds of the broker's clock, which starts with the broker and never goes back.</summary>
internal static class Expiry
{
    public const long Never = long.MaxValue;

    public static long After(long now, uint seconds) => now + seconds * 1000L;

    /// <summary>What is left in whole seconds, rounded up so that a receiver gets at least one [MQTT-3.3.2-6].</summary>
    public static uint SecondsLeft(long now, long expiresAt) => (uint)Math.Clamp((expiresAt - now + 999) / 1000, 1, uint.MaxValue);
}
