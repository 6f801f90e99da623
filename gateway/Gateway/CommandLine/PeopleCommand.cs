using System.Text.Json.Nodes;

namespace Nanofleet.Gateway.CommandLine;

/// <summary>
/// The verb <c>people</c>: the way back in for the operator of the machine, who needs no password but the data directory. Asks the
/// running gateway; 1 where it says no or cannot be reached, 2 where the line is not understood.
/// </summary>
public sealed class PeopleCommand(TextWriter output, TextWriter errors)
{
    public const string Verb = "people";

    private const string Usage =
        """
        people list                     who can sign in
        people link NAME                a link with which this person chooses a new password, once
        people link                     a link with which somebody becomes the first admin, while there is none
          --api URL         where the gateway's API is; by default as in its settings or its data directory
          --key-file FILE   an API key of an admin; by default operator.key in the gateway's data directory
          --NAME=VALUE      the gateway's own settings, as far as they say where it is: --Data:Directory=…, --settings=…
        """;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        if (!TryRead(args, out var call, out var words, out var wrong))
        {
            await errors.WriteLineAsync(wrong is null ? Usage : $"'{wrong}' is not understood.\n\n{Usage}");
            return 2;
        }

        using var request = words is ["list"]
            ? new HttpRequestMessage(HttpMethod.Get, "/api/people")
            : new HttpRequestMessage(HttpMethod.Post, words is [_, var name] ? $"/api/people/{Uri.EscapeDataString(name)}/link" : "/api/setup/link");
        if (await call.SendAsync(request, errors, cancel) is not { } answer) return 1;
        foreach (var line in words is ["list"] ? People(answer) : [answer["link"]!.GetValue<string>()]) await output.WriteLineAsync(line);
        return 0;
    }

    private static IEnumerable<string> People(JsonNode answer) =>
        answer["people"]!.AsArray().Select(person => $"{person!["name"],-24}  {person["role"],-8}  {person["signed_in_at"]?.GetValue<string>() ?? "not here yet"}");

    private static bool TryRead(string[] args, out GatewayCall call, out List<string> words, out string? wrong)
    {
        (call, words, wrong) = (null!, [], null);
        Uri? api = null;
        string? keyFile = null;
        var settings = new List<string>();
        for (var at = 0; at < args.Length; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal)) words.Add(args[at]);
            else if (GatewayCall.IsSetting(args[at])) settings.Add(args[at]);
            else if (args[at] == "--key-file" && at + 1 < args.Length) keyFile = args[++at];
            else if (args[at] != "--api" || at + 1 == args.Length || !Uri.TryCreate(args[++at], UriKind.Absolute, out api)) wrong = args[at];
        }

        if (wrong is not null || words is not (["list"] or ["link"] or ["link", _])) return false;
        call = GatewayCall.Make(api, keyFile, [.. settings]);
        return true;
    }
}
