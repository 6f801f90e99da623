using System.Globalization;
using Nanofleet.Gateway.Ingest.Spool;

namespace Nanofleet.Gateway.Configuration;

/// <summary>What must hold for the settings of section <c>Spool</c>.</summary>
public static class SpoolRules
{
    public static void Check(SpoolOptions spool, ICollection<ConfigurationFault> faults)
    {
        if (spool.MaximumBytes is > 0 and < SpoolOptions.LeastBytes)
            faults.Add(new ConfigurationFault("Spool:MaximumBytes", spool.MaximumBytes.ToString(CultureInfo.InvariantCulture), $"must be {SpoolOptions.LeastBytes} or more, or 0 to do without a spool."));
    }
}
