using Nanofleet.Provision;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Serial;
using Nanofleet.Tools.Tests.Provision.Fakes;

namespace Nanofleet.Tools.Tests.Provision.Run;

public sealed class PortChoiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_only_port_is_taken()
    {
        using var scripted = new ScriptedBoard();
        using var board = await Finder(new FakeTerminal(), new PortInfo(scripted.Port, "")).FindAsync(null, BoardWay.Improv, Cancel);
        Assert.Equal($"Improv on {scripted.Port}", board.Way);
    }

    [Fact]
    public async Task Several_ports_are_asked_about_when_somebody_sits_there()
    {
        using var scripted = new ScriptedBoard();
        var terminal = new FakeTerminal("3", "x", "2");
        using var board = await Finder(terminal, new PortInfo("/dev/ttyUSB0", "CP2102N"), new PortInfo(scripted.Port, "")).FindAsync(null, BoardWay.Improv, Cancel);
        Assert.Equal($"Improv on {scripted.Port}", board.Way);
        Assert.Contains("1  /dev/ttyUSB0 (CP2102N)", terminal.Screen);
    }

    [Fact]
    public async Task Several_ports_are_named_when_nobody_sits_there()
    {
        var finder = Finder(new FakeTerminal(), new PortInfo("/dev/ttyUSB0", "CP2102N"), new PortInfo("/dev/ttyUSB1", ""));
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => finder.FindAsync(null, BoardWay.Auto, Cancel));
        Assert.Equal("There are several serial ports: /dev/ttyUSB0 (CP2102N), /dev/ttyUSB1.", fault.Message);
    }

    [Fact]
    public async Task No_port_at_all_is_named()
    {
        var fault = await Assert.ThrowsAsync<ProvisionException>(() => Finder(new FakeTerminal()).FindAsync(null, BoardWay.Auto, Cancel));
        Assert.Contains("cable that carries data", fault.Next);
    }

    private static BoardFinder Finder(ITerminal terminal, params PortInfo[] ports) =>
        new(terminal, () => ports, _ => throw new InvalidOperationException("not asked for"), Bench.Patience, TimeProvider.System, null);
}
