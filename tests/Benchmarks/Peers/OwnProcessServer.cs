using System.Globalization;
using System.Net;
using Nanofleet.Testing;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>A broker written in C#: this program once more, with the hidden verb that serves.</summary>
internal sealed class OwnProcessServer : IPeerServer
{
    private readonly ToolProcess _process;
    private int _answers;

    private OwnProcessServer(ToolProcess process, int port) => (_process, EndPoint) = (process, new IPEndPoint(IPAddress.Loopback, port));

    public IPEndPoint EndPoint { get; }

    public int ProcessId => _process.Id;

    public static async Task<OwnProcessServer> StartAsync(string peer, PeerNeeds needs)
    {
        List<string> arguments = [ServeVerb.Name, peer, needs.HostSubscribes ? "host" : "-", needs.Certificate ?? "-"];
        var process = ToolProcess.Start(Environment.ProcessPath!, arguments);
        var line = await process.WaitForLineAsync(ServeVerb.PortLine);
        return new OwnProcessServer(process, int.Parse(line[ServeVerb.PortLine.Length..], CultureInfo.InvariantCulture));
    }

    public async Task<long?> CountAsync() => long.Parse(await AskAsync(ServeVerb.CountQuestion), CultureInfo.InvariantCulture);

    public Task CollectAsync() => AskAsync(ServeVerb.CollectQuestion);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<string> AskAsync(string question)
    {
        await _process.WriteLineAsync(question);
        var lines = await _process.WaitForLinesAsync(++_answers, line => line.StartsWith(ServeVerb.AnswerLine, StringComparison.Ordinal), $"an answer to '{question}'");
        return lines[^1][ServeVerb.AnswerLine.Length..];
    }
}
