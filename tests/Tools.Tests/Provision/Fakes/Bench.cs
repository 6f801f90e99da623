using Nanofleet.Nanoff;
using Nanofleet.Provision;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Gateway;
using Nanofleet.Provision.Improv;
using Nanofleet.Provision.Resume;
using Nanofleet.Provision.Run;

namespace Nanofleet.Tools.Tests.Provision.Fakes;

/// <summary>The tool's parts around a fake gateway, and a folder for what it keeps.</summary>
internal sealed class Bench : IDisposable
{
    /// <summary>The product's, for answers that come however slow the machine is.</summary>
    public static readonly ImprovPatience Patience = new() { BusyPause = TimeSpan.FromMilliseconds(20) };

    /// <summary>For those that do not come.</summary>
    public static readonly ImprovPatience Impatience = new()
    {
        FirstAnswer = TimeSpan.FromSeconds(2),
        Answer = TimeSpan.FromSeconds(1),
        Tries = 2,
        Busy = TimeSpan.FromSeconds(1),
        BusyPause = TimeSpan.FromMilliseconds(20),
    };

    private readonly HttpGateway _gateway;

    public Bench(FakeGateway gateway, FakeTerminal? terminal = null, NanoffTool? nanoff = null, string? apiKey = null, ImprovPatience? patience = null)
    {
        Terminal = terminal ?? new FakeTerminal();
        _gateway = new HttpGateway(gateway.Address, GatewayTrust.Authorities(File.ReadAllText(gateway.Authority.CaFile))!, apiKey, TimeSpan.FromSeconds(20));
        Boards = new BoardFinder(Terminal, () => [], _ => Task.FromResult(nanoff), patience ?? Patience, TimeProvider.System, null);
        Run = new ProvisionRun(_gateway, Boards, Terminal, new RunMemory(Memory, TimeProvider.System), TimeProvider.System, TimeSpan.FromMilliseconds(1));
    }

    public string Memory { get; } = Path.Combine(Directory.CreateTempSubdirectory("nf-run-").FullName, "runs");

    public FakeTerminal Terminal { get; }

    public BoardFinder Boards { get; }

    public ProvisionRun Run { get; }

    public string Screen => Terminal.Screen;

    public static ProvisionOptions Options(string? port) => new()
    {
        DeviceId = "kitchen",
        ClaimCode = "K7QF-3M2P-9XWD",
        Port = port,
        Wifi = new WifiNetwork("workshop", "wifi-password-canary"),
        Timeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>The fault with which a run ends.</summary>
    public async Task<ProvisionException> FaultAsync(ProvisionOptions options) =>
        await Assert.ThrowsAsync<ProvisionException>(() => Run.RunAsync(options, TestContext.Current.CancellationToken));

    public void Dispose()
    {
        _gateway.Dispose();
        Directory.Delete(Path.GetDirectoryName(Memory)!, recursive: true);
    }
}
