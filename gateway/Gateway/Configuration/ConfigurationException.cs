using System.Text;

namespace Nanofleet.Gateway.Configuration;

/// <summary>The gateway cannot start with these settings. The message lists every fault, so that one round of fixing is enough.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationFault> faults) : Exception(Describe(faults))
{
    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;

    private static string Describe(IReadOnlyList<ConfigurationFault> faults)
    {
        var text = new StringBuilder("The gateway did not start: ");
        text.Append(faults.Count == 1 ? "one setting needs a change." : $"{faults.Count} settings need a change.");
        foreach (var fault in faults) text.AppendLine().Append("  - ").Append(fault);
        return text.ToString();
    }
}
