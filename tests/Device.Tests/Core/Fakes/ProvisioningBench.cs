using System.Text;

namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>A blank board on fakes, as the firmware wires it, with the test at its serial port.</summary>
internal sealed class ProvisioningBench
{
    public const string Good = """{"broker_host":"10.0.0.1","device_id":"hall"}""";

    public static readonly byte[] Mac = [0x24, 0x0A, 0xC4, 1, 2, 3];

    private readonly ImprovWriter _writer = new();

    public ProvisioningBench(FakeFiles? files = null, ISensorKind[]? kinds = null)
    {
        Files = files ?? new FakeFiles();
        var log = new Log(Sink, Clock);
        var line = new ProvisioningLine(Cable);
        var identity = new BoardIdentity(Mac, Board.Model);
        var network = new NetworkTrial(Radio, Clock);
        var improv = new ImprovDesk(line, identity, Radio, network, new NetworkScan(Radio, Clock), log);
        var settings = new SettingsDesk(line, identity, network, new SettingsCheck(Files, Mac, kinds ?? []), new SettingsInstall(Files), log);
        Loop = new ProvisioningLoop(Cable, line, improv, settings, Board, Clock, log);
    }

    public FakeFiles Files { get; }

    public FakeClock Clock { get; } = new();

    public FakeSink Sink { get; } = new();

    public FakeCable Cable { get; } = new();

    public FakeRadio Radio { get; } = new();

    public FakeBoard Board { get; } = new();

    public ProvisioningLoop Loop { get; }

    /// <summary>The settings as the next start will find them.</summary>
    public string? Kept
    {
        get
        {
            new SettingsInstall(Files).Finish();
            return Files[SettingsFile.Name] is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        }
    }

    /// <summary>Sends bytes and returns what the board says to them.</summary>
    public List<string> Send(params byte[] bytes)
    {
        Cable.Put(bytes);
        return Step();
    }

    public List<string> Send(byte command, params string[] texts) => Send(Frame(command, texts));

    public byte[] Frame(byte command, params string[] texts)
    {
        _writer.Begin(ImprovTypes.Command, command);
        foreach (var text in texts) _writer.PutText(text);
        return _writer.End().ToArray();
    }

    public List<string> Begin(string json) => Send(SettingsRequest.Begin(_writer, Utf8(json)).ToArray());

    public List<string> Chunk(string json, int offset) => Send(SettingsRequest.Chunk(_writer, Utf8(json), offset).ToArray());

    public List<string> Commit(string json) => Send(SettingsRequest.Commit(_writer, Utf8(json)).ToArray());

    /// <summary>All pieces; the answers to the commit.</summary>
    public List<string> Settle(string json)
    {
        Begin(json);
        for (var at = 0; at < Utf8(json).Length; at += SettingsAnswer.ChunkLength) Chunk(json, at);
        return Commit(json);
    }

    public List<string> Step()
    {
        Loop.Step();
        return Cable.Take();
    }

    /// <summary>Lets time pass in the steps that the board asks for.</summary>
    public List<string> Wait(int milliseconds)
    {
        var endMs = Clock.UptimeMs + milliseconds;
        var waitMs = Loop.Step();
        while (Clock.UptimeMs < endMs)
        {
            Assert.True(waitMs > 0, "The board turns without waiting.");
            Clock.UptimeMs = Math.Min(endMs, Clock.UptimeMs + waitMs);
            waitMs = Loop.Step();
        }

        return Cable.Take();
    }

    public ProvisioningBench Join(string ssid = "home", string password = "good")
    {
        Send(ImprovCommands.WifiSettings, ssid, password);
        Radio.End(WifiVerdict.Joined);
        Assert.Contains("state 4", Step());
        return this;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
