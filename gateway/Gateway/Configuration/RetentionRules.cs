using System.Globalization;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Configuration;

/// <summary>What must hold between the settings of section <c>Retention</c>.</summary>
public static class RetentionRules
{
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    public static void Check(RetentionOptions retention, ICollection<ConfigurationFault> faults)
    {
        foreach (var level in Enum.GetValues<RollupLevel>())
        {
            var kept = retention.Of(level);
            if (kept > TimeSpan.Zero && kept < Shortest)
                faults.Add(new ConfigurationFault($"Retention:{level}", Text(kept), "must be one day or more, or 0d to keep for ever."));
            else if (level > RollupLevel.Raw && Length(kept) < Length(retention.Of(level - 1)))
                faults.Add(new ConfigurationFault($"Retention:{level}", Text(kept), $"must not be shorter than Retention:{level - 1}, which is finer."));
        }
    }

    private static TimeSpan Length(TimeSpan kept) => kept == TimeSpan.Zero ? TimeSpan.MaxValue : kept;

    private static string Text(TimeSpan kept) => string.Create(CultureInfo.InvariantCulture, $"{kept.TotalDays:0.##}d");
}
