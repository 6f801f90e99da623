using System.Globalization;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>How many connections a process of this machine may have, at either end.</summary>
internal static class DescriptorLimit
{
    private const int ForOtherFiles = 300;

    public static int Connections
    {
        get
        {
            var line = File.ReadLines("/proc/self/limits").First(text => text.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return soft == "unlimited" ? int.MaxValue : int.Parse(soft, CultureInfo.InvariantCulture) - ForOtherFiles;
        }
    }
}
