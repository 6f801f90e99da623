using System.Security.Cryptography;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Devices.Mosquitto;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.Preparation;

/// <summary>
/// The verb <c>prepare --to FOLDER</c>: makes the secrets that a Mosquitto, a PostgreSQL and a gateway beside each other
/// need, each part in a folder of its own, before the first of them starts. What is there already stays. compose.yaml runs it.
/// </summary>
public sealed class PrepareCommand(TextWriter output, TextWriter errors, TimeProvider clock)
{
    public const string Verb = "prepare";

    private const string Switch = "--to";
    private const string Usage = "Use: prepare --to FOLDER [settings]. Broker:PublicHost must be the name or address by which boards reach the broker.";

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        if (args is not [Switch, var folder, ..])
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            var options = Read(args[2..]);
            var role = new DynsecRoles(options.Mqtt.Namespace ?? "", options.Mqtt.SingularRoot).Gateway;
            foreach (var line in new PreparedSecrets(folder, PkiFolder.Open(options.Data), options.Broker.OtherNames, role, clock).Write()) await output.WriteLineAsync(line);
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static GatewayOptions Read(string[] settings)
    {
        var faults = new List<ConfigurationFault>();
        var options = GatewayOptions.Read(VerbSettings.Read(settings, faults), faults);
        return string.IsNullOrWhiteSpace(options.Broker.PublicHost)
            ? throw new ConfigurationException([new ConfigurationFault("Broker:PublicHost", null, "is needed for the broker's certificate: the name or address by which boards reach it.")])
            : options;
    }
}
