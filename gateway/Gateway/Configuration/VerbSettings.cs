namespace Nanofleet.Gateway.Configuration;

/// <summary>The settings for a verb of the command line, from where the gateway that runs takes its own.</summary>
public static class VerbSettings
{
    /// <summary>What cannot be read becomes a fault.</summary>
    public static ConfigurationManager Read(string[] args, ICollection<ConfigurationFault> faults)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        SettingsSources.Add(configuration, args, faults);
        return configuration;
    }
}
