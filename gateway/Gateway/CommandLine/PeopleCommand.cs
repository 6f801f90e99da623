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
          --api URL         where the gateway's API is; by default as in the environment, else http://127.0.0.1:5080
          --key-file FILE   an API key of an admin; by default operator.key in the gateway's data directory
        """;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        if (!TryRead(args, out var call, out var words))
        {
            await errors.WriteLineAsync(Usage);
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

    private static bool TryRead(string[] args, out GatewayCall call, out List<string> words)
    {
        call = new GatewayCall(OwnGateway.Address(), null);
        words = [];
        for (var at = 0; at < args.Length; at++)
        {
            if (!args[at].StartsWith("--", StringComparison.Ordinal)) words.Add(args[at]);
            else if (at + 1 == args.Length) return false;
            else if (args[at] == "--key-file") call = call with { KeyFile = args[++at] };
            else if (args[at] == "--api" && Uri.TryCreate(args[++at], UriKind.Absolute, out var api)) call = call with { Api = api };
            else return false;
        }

        return words is ["list"] or ["link"] or ["link", _];
    }
}
