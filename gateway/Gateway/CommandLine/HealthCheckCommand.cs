using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.CommandLine;

/// <summary>
/// The verb <c>healthcheck</c>: asks the gateway that runs with the same settings whether readings can come in and be
/// stored. For containers, which have no curl: 0 when it is well, 1 when it is not, 2 where the line is not understood.
/// </summary>
public sealed class HealthCheckCommand(TextWriter output, TextWriter errors)
{
    public const string Verb = "healthcheck";

    /// <summary>Shorter than what a container's health check is given.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <param name="args">The gateway's own settings, as far as they name its address.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var faults = new List<ConfigurationFault>();
        using var configuration = VerbSettings.Read(args, faults);
        if (faults.Count > 0)
        {
            foreach (var fault in faults) await errors.WriteLineAsync(fault.ToString());
            return 2;
        }

        var address = OwnGateway.Address(configuration);
        try
        {
            // It asks itself, and is told one word: there is nothing that a false certificate could win.
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
            using var http = new HttpClient(handler) { Timeout = Patience };
            using var answer = await http.GetAsync(new Uri(address, "/healthz"), cancel);
            await output.WriteLineAsync(GatewayCall.TextIn(await answer.Content.ReadAsStringAsync(cancel), "status") ?? $"{(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await errors.WriteLineAsync($"No gateway answers at {address}: {e.Message}");
            return 1;
        }
    }
}
