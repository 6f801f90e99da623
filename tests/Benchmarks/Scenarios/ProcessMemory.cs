using System.Globalization;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>What a process holds of the machine's memory.</summary>
internal static class ProcessMemory
{
    /// <summary>VmRSS in bytes: all pages that are in memory.</summary>
    public static long Resident(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
