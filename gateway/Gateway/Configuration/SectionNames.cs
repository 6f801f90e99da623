namespace Nanofleet.Gateway.Configuration;

/// <summary>Finds sections that are almost ours: <c>Mqt:Host</c> would otherwise be ignored without a word.</summary>
public static class SectionNames
{
    private static readonly string[] Ours =
        [.. typeof(GatewayOptions).GetProperties().Where(p => p.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)).Select(p => p.Name)];

    private static readonly string[] TheFrameworks = ["Logging", "Kestrel"];

    public static void Check(IConfiguration configuration, ICollection<ConfigurationFault> faults)
    {
        foreach (var section in configuration.GetChildren().Where(section => section.GetChildren().Any()))
        {
            if (Known(section.Key) || NearestName.Find(section.Key, Ours) is not { } nearest) continue;
            faults.Add(new ConfigurationFault(section.Key, null, $"there is no such section; did you mean {nearest}?"));
        }
    }

    private static bool Known(string name) => Ours.Concat(TheFrameworks).Contains(name, StringComparer.OrdinalIgnoreCase);
}
