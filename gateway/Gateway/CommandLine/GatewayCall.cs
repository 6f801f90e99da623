using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Keys;

namespace Nanofleet.Gateway.CommandLine;

/// <summary>A verb's call of the running gateway's API, with the operator's key or the one it was given.</summary>
/// <param name="Api">Where the API is.</param>
/// <param name="KeyFile">Whose first line is the key; the gateway's CA is looked for beside it.</param>
internal sealed record GatewayCall(Uri Api, string KeyFile)
{
    /// <param name="api">Null: where the gateway of these settings is.</param>
    /// <param name="keyFile">Null: the operator's key in its data directory.</param>
    /// <param name="settings">As the gateway itself takes them.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static GatewayCall Make(Uri? api, string? keyFile, string[] settings)
    {
        var faults = new List<ConfigurationFault>();
        using var configuration = VerbSettings.Read(settings, faults);
        if (faults.Count > 0) throw new ConfigurationException(faults);
        return new GatewayCall(
            api ?? OwnGateway.Address(configuration),
            Path.GetFullPath(keyFile ?? Path.Combine(OwnGateway.DataDirectoryOf(configuration), OperatorKey.FileName)));
    }

    /// <summary>One that the gateway's own program would take, too.</summary>
    public static bool IsSetting(string arg) => arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains('=');

    /// <summary>The answer; null where there is none, after the reason was written.</summary>
    public async Task<JsonNode?> SendAsync(HttpRequestMessage request, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey.Read(KeyFile));
            using var handler = OwnGateway.Handler(Path.GetDirectoryName(KeyFile)!);
            using var http = new HttpClient(handler) { BaseAddress = Api, Timeout = Timeout.InfiniteTimeSpan }; // a replay takes as long as the rows are many
            using var response = await http.SendAsync(request, cancel);
            var answer = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode) return JsonNode.Parse(answer);
            await errors.WriteLineAsync(Refused(response) ?? TextIn(answer, "detail") ?? $"The gateway answered {(int)response.StatusCode}.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            await errors.WriteLineAsync($"What answers at {Api} shows a certificate that is not trusted: {e.GetBaseException().Message} The gateway's own CA is looked for in pki beside the key, {KeyFile}.");
        }
        catch (HttpRequestException e)
        {
            await errors.WriteLineAsync($"No gateway answers at {Api}: {e.Message} Start it, or say with --api where it is.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{e.Message} Or give a key with --key-file.");
        }

        return null;
    }

    private static string? Refused(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "The gateway does not know this key. Is it the gateway of this data directory? Else give a key of its own with --key-file.",
        HttpStatusCode.Forbidden => "This key may not do that: it needs another scope.",
        _ => null,
    };

    /// <summary>A member of an answer that is a text; null where it is absent, or the answer no JSON.</summary>
    public static string? TextIn(string answer, string name)
    {
        try
        {
            return JsonNode.Parse(answer)?[name]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null; // not the gateway, but something else that listens there
        }
    }
}
