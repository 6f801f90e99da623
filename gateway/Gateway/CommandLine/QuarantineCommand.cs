using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nanofleet.Gateway.CommandLine;

/// <summary>
/// The verb <c>quarantine</c>: lists, shows and replays what the running gateway could not use, by its API. Answers as
/// JSON on the output; 1 where the gateway says no or cannot be reached, 2 where the line is not understood.
/// </summary>
public sealed class QuarantineCommand(TextWriter output, TextWriter errors)
{
    public const string Verb = "quarantine";

    private const string Usage =
        """
        quarantine list [--device ID] [--reason CODE] [--limit N]   what could not be used, the last seen first
        quarantine show N                                           one message, whole
        quarantine replay N                                         try one message again
        quarantine replay --all [--device ID] [--reason CODE]       try all of these again
          --api URL         where the gateway's API is; by default as in its settings or its data directory
          --key-file FILE   an API key that may operate; by default operator.key in the gateway's data directory
          --NAME=VALUE      the gateway's own settings, as far as they say where it is: --Data:Directory=…, --settings=…
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        if (!TryRead(args, out var call, out var request))
        {
            await errors.WriteLineAsync(Usage);
            return 2;
        }

        using (request)
        {
            if (await call.SendAsync(request, errors, cancel) is not { } answer) return 1;
            await output.WriteLineAsync(answer.ToJsonString(Indented));
            return 0;
        }
    }

    private static bool TryRead(string[] args, out GatewayCall call, out HttpRequestMessage request)
    {
        request = null!;
        call = null!;
        Uri? api = null;
        var settings = new List<string>();
        var words = new List<string>();
        var options = new Dictionary<string, string>();
        for (var at = 0; at < args.Length; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal)) words.Add(args[at]);
            else if (GatewayCall.IsSetting(args[at])) settings.Add(args[at]);
            else if (args[at] == "--all") options["--all"] = "";
            else if (args[at] is "--device" or "--reason" or "--limit" or "--api" or "--key-file" && at + 1 < args.Length) options[args[at]] = args[++at];
            else return false;
        }

        if (options.Remove("--api", out var url) && !Uri.TryCreate(url, UriKind.Absolute, out api)) return false;
        call = GatewayCall.Make(api, options.Remove("--key-file", out var keyFile) ? keyFile : null, [.. settings]);
        var made = words switch
        {
            ["list"] when !options.ContainsKey("--all") => new HttpRequestMessage(HttpMethod.Get, "/api/quarantine" + Query(options)),
            ["show", var id] when IsId(id) && options.Count == 0 => new HttpRequestMessage(HttpMethod.Get, $"/api/quarantine/{id}"),
            ["replay", var id] when IsId(id) && options.Count == 0 => Post($"/api/quarantine/{id}/replay", "{}"),
            ["replay"] when options.ContainsKey("--all") && !options.ContainsKey("--limit") => Post("/api/quarantine/replay", Filter(options)),
            _ => null,
        };
        request = made!;
        return made is not null;
    }

    private static bool IsId(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string Query(Dictionary<string, string> options)
    {
        var query = QueryString.Empty;
        foreach (var (name, value) in options) query = query.Add(name[2..], value);
        return query.ToUriComponent();
    }

    private static string Filter(Dictionary<string, string> options) =>
        new JsonObject { ["device_id"] = options.GetValueOrDefault("--device"), ["reason"] = options.GetValueOrDefault("--reason") }.ToJsonString();

    private static HttpRequestMessage Post(string path, string json) =>
        new(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
}
