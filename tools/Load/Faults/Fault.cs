using System.Globalization;

namespace Nanofleet.Load.Faults;

/// <summary>One entry of the schedule: <c>12s:stop-postgres:60s</c>, counted from the first message.</summary>
internal sealed record Fault(TimeSpan At, FaultKind Kind, TimeSpan Duration)
{
    /// <summary>What is killed is started again after this, unless the schedule says otherwise.</summary>
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.###}s:{FaultKinds.Of(Kind)}:{Duration.TotalSeconds:0.###}s");

    /// <summary>Reads entries separated by commas; the sentence names what is wrong with which.</summary>
    public static bool TryParseAll(string text, out IReadOnlyList<Fault> faults, out string? sentence)
    {
        List<Fault> parsed = [];
        (faults, sentence) = (parsed, null);
        foreach (var entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            sentence = TryParse(entry, out var fault);
            if (fault is null) return false;
            parsed.Add(fault);
        }

        return true;
    }

    private static string? TryParse(string entry, out Fault? fault)
    {
        fault = null;
        var parts = entry.Split(':');
        if (parts.Length is < 2 or > 3) return $"'{entry}' is not TIME:FAULT or TIME:FAULT:DURATION, for instance 5s:kill-gateway or 12s:stop-postgres:60s";
        if (!Durations.TryParse(parts[0], out var at)) return $"'{parts[0]}' in '{entry}' is no time, write for instance 5s";
        if (!FaultKinds.TryParse(parts[1], out var kind)) return $"'{parts[1]}' in '{entry}' is no fault, choose one of {string.Join(", ", FaultKinds.Names)}";
        var duration = DefaultDuration;
        if (parts.Length == 3 && !Durations.TryParse(parts[2], out duration)) return $"'{parts[2]}' in '{entry}' is no duration, write for instance 60s";
        fault = new Fault(at, kind, duration);
        return null;
    }
}
