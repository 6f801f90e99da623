using System.Text.Json;

namespace Nanofleet.Load.Generator;

/// <summary>What the gateway says on <c>devices/{id}/stored</c>: <c>{"boot":"9f3c21aa","up_to":120,"missing":"97,110-113"}</c>.</summary>
internal sealed record StoredAnswer(string Boot, long UpTo, IReadOnlyList<(long From, long To)> Missing)
{
    /// <exception cref="FormatException">It is not of that shape.</exception>
    public static StoredAnswer Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            var root = JsonElement.ParseValue(ref reader);
            var missing = root.TryGetProperty("missing", out var spans) ? SeqText.Parse(spans.GetString()!) : [];
            return new StoredAnswer(root.GetProperty("boot").GetString()!, root.GetProperty("up_to").GetInt64(), missing);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"the gateway's answer on 'stored' is none: {e.Message}", e);
        }
    }

    public bool Misses(long seq)
    {
        foreach (var (from, to) in Missing)
            if (seq >= from && seq <= to) return true;
        return false;
    }
}
