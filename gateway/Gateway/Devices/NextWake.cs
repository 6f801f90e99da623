using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Devices;

/// <summary>When a device that sleeps is missed, by what it said with its goodbye: <c>next_wake</c>, or <c>sleep_s</c> seconds from then.</summary>
internal static class NextWake
{
    // Oscillators that run during deep sleep are that wrong, and a wake that sends takes its time.
    private const int PartOfSleep = 10;

    private const long MostSleepMs = 10L * 365 * 24 * 3600 * 1000;

    /// <summary>Unix milliseconds; null where it did not say when it wakes: then it is never missed.</summary>
    /// <param name="json">Of its status; null for a plain word.</param>
    /// <param name="isNews">It said so just now: then our clock counts, not its own.</param>
    public static long? MissedAtMs(string? json, long arrivalMs, bool isNews, TimeSpan patience)
    {
        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        var sleepMs = Math.Min(BoardMembers.Count(document.RootElement, "sleep_s"), MostSleepMs / 1000) * 1000;
        var wakesMs = sleepMs > 0 && isNews ? arrivalMs + sleepMs : TimeOf(document.RootElement) ?? (sleepMs > 0 ? arrivalMs + sleepMs : null);
        if (wakesMs is not { } ms) return null;
        return ms + Math.Max(0, Math.Max(sleepMs, ms - arrivalMs)) / PartOfSleep + (long)patience.TotalMilliseconds;
    }

    private static long? TimeOf(JsonElement status) =>
        status.TryGetProperty("next_wake", out var wake) && MessageTime.TryRead(Encoding.UTF8.GetBytes(wake.GetRawText()), out var ms) ? ms : null;
}
