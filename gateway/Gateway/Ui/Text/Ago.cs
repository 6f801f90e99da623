namespace Nanofleet.Gateway.Ui.Text;

/// <summary>How long ago something was, in words; <c>nanofleet.js</c> counts on with the same words.</summary>
public static class Ago
{
    public static string Of(long? thenMs, long nowMs)
    {
        if (thenMs is not { } then) return "never";
        var seconds = (nowMs - then) / 1000;
        return seconds switch
        {
            < -60 => "in the future",
            < 2 => "just now",
            < 60 => $"{seconds} s ago",
            < 3600 => $"{seconds / 60} min ago",
            < 48 * 3600 => $"{seconds / 3600} h ago",
            _ => $"{seconds / 86400} days ago",
        };
    }
}
