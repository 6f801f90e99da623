using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>
/// A topic, taken apart, and what its device is known to repeat: its boot and when that began. Both are looked up again
/// where they differ, so that any thread may use and replace them.
/// </summary>
/// <param name="DeviceId">Empty where the topic names no allowed one.</param>
public sealed class DeviceTopic(string text, TopicKind kind, string deviceId)
{
    private string? _boot;
    private BootStart? _start;

    public string Text { get; } = text;

    public string DeviceId { get; } = deviceId;

    /// <summary>It is an allowed device's topic for data.</summary>
    public bool IsData { get; } = kind == TopicKind.Data && deviceId.Length > 0;

    /// <summary>The boot of these bytes; null where they are none.</summary>
    public string? Boot(ReadOnlySpan<byte> utf8)
    {
        if (_boot is { } last && Ascii.Equals(utf8, last)) return last;
        var boot = Encoding.UTF8.GetString(utf8);
        if (!Rules.IsBoot(boot)) return null;
        _boot = boot;
        return boot;
    }

    /// <summary>When the boot began; null where nothing in memory tells.</summary>
    public BootStart? Start(string boot, BootClocks clocks)
    {
        if (_start is { IsForgotten: false } last && last.Boot == boot) return last;
        return _start = clocks.Find(DeviceId, boot);
    }
}
