using System.Text.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Where settings come from, the last one winning: defaults, appsettings.json beside the program, <c>--settings FILE</c>,
/// environment (<c>Mqtt__Host</c>), command line (<c>--Mqtt:Host=…</c>).
/// </summary>
public static class SettingsSources
{
    private const string Switch = "--settings";

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["AllowedHosts"] = HttpAddressRules.LoopbackNames, // a foreign page must not reach the API by a name of its own
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
    };

    /// <summary>Adds the sources; what cannot be read becomes a fault.</summary>
    public static void Add(ConfigurationManager configuration, string[] args, ICollection<ConfigurationFault> faults)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        if (FileNamed(args) is { } file) Try(Switch, file, () => AddFile(configuration, file), faults);
        configuration.AddEnvironmentVariables();
        Try("command line", null, () => configuration.AddCommandLine(args), faults);
    }

    private static void AddFile(ConfigurationManager configuration, string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw new FileNotFoundException("there is no such file.");
        configuration.AddJsonFile(path, optional: false, reloadOnChange: false);
    }

    private static string? FileNamed(string[] args)
    {
        var at = Array.FindIndex(args, arg => arg == Switch || arg.StartsWith(Switch + "=", StringComparison.Ordinal));
        if (at < 0) return null;
        return args[at].Length > Switch.Length ? args[at][(Switch.Length + 1)..] : args.ElementAtOrDefault(at + 1) ?? "";
    }

    private static void Try(string field, string? value, Action add, ICollection<ConfigurationFault> faults)
    {
        try
        {
            add();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            faults.Add(new ConfigurationFault(field, value, Explain(e.GetBaseException())));
        }
    }

    private static string Explain(Exception cause) =>
        cause is JsonException json ? $"is not JSON: see line {json.LineNumber + 1}, position {json.BytePositionInLine + 1}." : cause.Message;
}
