using Nanofleet.Nanoff;
using Nanofleet.Provision;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Gateway;
using Nanofleet.Provision.Improv;
using Nanofleet.Provision.Resume;
using Nanofleet.Provision.Run;
using Nanofleet.Provision.Serial;

namespace Nanofleet.Tools.Tests.Provision.Fakes;

/// <summary>The tool's parts around a fake gateway, with little patience, and a folder for what it keeps.</summary>
internal sealed class Bench : IDisposable
{
    /// <summary>For answers that come, and for those that do not; the fakes answer at once.</summary>
    public static readonly ImprovPatience Patience = new()
    {
        FirstAnswer = TimeSpan.FromSeconds(1),
        Answer = TimeSpan.FromMilliseconds(400),
        Tries = 2,
        Scan = TimeSpan.FromSeconds(1),
        Join = TimeSpan.FromSeconds(1),
        Busy = TimeSpan.FromMilliseconds(400),
        BusyPause = TimeSpan.FromMilliseconds(20),
    };

    private readonly HttpGateway _gateway;

    public Bench(FakeGateway gateway, FakeTerminal? terminal = null, NanoffTool? nanoff = null, string? apiKey = null, IReadOnlyList<PortInfo>? ports = null)
    {
        Terminal = terminal ?? new FakeTerminal();
        _gateway = new HttpGateway(gateway.Address, GatewayTrust.Authorities(File.ReadAllText(gateway.Authority.CaFile)), apiKey, TimeSpan.FromSeconds(20));
        Boards = new BoardFinder(Terminal, () => ports ?? [], _ => Task.FromResult(nanoff), Patience, TimeProvider.System, null);
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
