using System.Globalization;
using Nanofleet.Testing;

namespace Nanofleet.Load.Faults;

/// <summary>Signals to processes that this run has started, by their identifiers.</summary>
internal static class Signals
{
    public static async Task SendAsync(string signal, params int[] processes)
    {
        await using var kill = ToolProcess.Start("kill", [signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
    }
}
