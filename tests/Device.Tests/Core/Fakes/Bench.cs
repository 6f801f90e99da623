using System.Text;
using System.Text.Json;

namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>All of Core on fakes, wired as the firmware wires it, in virtual time and without threads.</summary>
internal sealed class Bench
{
    public const string Device = "devices/bench/";

    /// <summary>What was flashed with the board.</summary>
    public const string OwnSettings = """{"wifi_ssid":"home","wifi_password":"good","broker_host":"broker","led_pin":2,"writable_pins":[4,5]}""";

    public Bench(FakeFiles? files = null, string boot = "00000001", int capacity = 8, int intervalMs = 1000, IRandom? random = null, FakeClock? clock = null,
        OutboxLimits? limits = null, int heartbeatMs = 30000, LogLevel level = LogLevel.Debug, IntakePolicy? policy = null, ISensor[]? moreSensors = null, ReportRule[]? rules = null, bool guarded = false,
        string broker = "10.0.0.2", string[]? timeServers = null, bool woken = false, SleepSettings? sleep = null)
    {
        Files = files ?? new FakeFiles();
        Clock = clock ?? new FakeClock();
        Log = new Log(Sink, Clock) { Level = level };
        if (Files[SettingsFile.Name] is null) Files[SettingsFile.Name] = Encoding.UTF8.GetBytes(OwnSettings);
        Config = new ConfigStore(Files, new byte[6], [], Log);
        Settings = Config.Start(out _);
        Journal = new BootJournal(Files, Clock, Log);
        Journal.Start(boot, woken);
        Notes = new CrashNotes(Files);
        Notes.Load();
        Guard = new StartGuard(Files, Log);
        if (guarded) Guard.Begin(Notes.IsCrash);
        Floor = new TimeFloor(Files, Clock);
        Time = new BoardTime(Clock, Floor);
        Outbox = new ReadingOutbox(limits ?? new OutboxLimits { Capacity = capacity }, Files, Journal, Board, Time, Log);
        Wifi = new FakeWifi(Clock);
        SensorChannel[] channels = [.. new ISensor[] { Sensor }.Concat(moreSensors ?? []).Select(s => new SensorChannel(s, 0, 1))];
        Sampler = new Sampler(channels, new ReportPolicy(rules ?? []), policy ?? new IntakePolicy([], []), Outbox, intervalMs, Clock, Log, SamplerWake, LinkWake);
        NetworkTime = new FakeNetworkTime(Clock) { UnixAtStart = 1_767_600_000_000 };
        var rights = new PinRights(2, [4, 5], [5]);
        Outputs = new Outputs(Pins, rights, Files);
        Outputs.Restore();
        Responses = new ResponseQueue(Log);
        var book = new AnswerBook(Files);
        var late = new LateAnswers(book, Responses, LinkWake);
        var open = new OpenRequest(Files);
        open.Answer(late, Journal.Boot);
        Blinker = new Blinker(Outputs, late, BlinkerWake, Clock);
        var json = new JsonBuffer(Limits.BoardMessage);
        Desk = new CommandDesk(
            json, [new PingCommand(Clock), new SetLedCommand(Outputs, rights), new WritePinCommand(Outputs, rights), new ReadNowCommand(Sampler, Outbox), new SetIntervalCommand(Sampler), new RebootCommand(Restart, open), new SleepCommand(Restart, open, Config), new ExitSafeModeCommand(Guard, Restart, open),
                new SetLogLevelCommand(Log), new FormatOutboxCommand(Outbox), new DiagCommand(Board, Clock, Journal, Guard, Outbox, Pulses),
                new IdentifyCommand(rights, Outputs, Blinker), new EmergencyStopCommand(Outputs), new EmergencyReleaseCommand(Outputs)],
            book, Responses, Time, Log);
        ConfigDesk = new ConfigDesk(Config, new ConfigReport(json, Config), new LiveSettings(Sampler, Log), Restart, Log);
        Trial = new TrialWatch(Config, ConfigDesk, Settings?.TrialMs ?? 0, Outbox, Restart, LinkWake, Log);
        var topics = new LinkTopics("", "bench");
        var info = new InfoMessage { Capabilities = Desk.Actions };
        SensorCatalog.Fill(info, channels);
        StartReport.Fill(info, Journal, Notes, Guard);
        Inbox = new LinkInbox(LinkWake);
        Mqtt = new FakeMqtt(Inbox);
        var account = new LinkAccount();
        var announcer = new Announcer(json, info, Journal, Outbox, Sampler, Vitals, Board, Wifi, Clock, Time);
        Uplink = new Uplink(false, Mqtt, topics, Outbox, Responses, ConfigDesk, announcer, account, Clock);
        Keeper = new TimeKeeper(timeServers ?? ["first", "second", "third"], NetworkTime, Time, Floor, Clock, Log);
        var downlink = new Downlink(topics, Outbox, Desk, ConfigDesk, Uplink, Keeper, Clock, Log);
        var connection = new Connection("bench", topics, Mqtt, Inbox, Uplink, downlink, announcer, Journal);
        var arrival = new Arrival(Wifi, Keeper, Time, new BrokerAddress(broker, Names), connection, Log);
        var upkeep = new Upkeep(heartbeatMs, connection, Outbox, Clock);
        var departure = new Departure(Restart, connection, Outbox, Floor, Board, Clock, Log);
        Link = new LinkMachine(arrival, upkeep, departure, connection, new Escalation(Files, Sampler, Outbox, Notes), account, Keeper, Outbox, Clock, random ?? new FakeRandom(), Log);
        Sleep = sleep is null ? null : new SleepCycle(sleep, Journal.Resumed is not null, Journal.Resumed?.QuietWakes ?? 0, Link, Restart, Config, Sampler, Outbox, Uplink, Clock);
    }

    public FakeFiles Files { get; }

    public FakeClock Clock { get; }

    /// <summary>Null where a test took the settings file away.</summary>
    public Settings? Settings { get; }

    public ConfigStore Config { get; }

    public ConfigDesk ConfigDesk { get; }

    public TrialWatch Trial { get; }

    public FakeSink Sink { get; } = new();

    public FakeSensor Sensor { get; } = new();

    public FakePins Pins { get; } = new();

    public FakeBoard Board { get; } = new();

    public FakeSignal SamplerWake { get; } = new();

    public FakeSignal LinkWake { get; } = new();

    public FakeSignal BlinkerWake { get; } = new();

    public Outputs Outputs { get; }

    public Blinker Blinker { get; }

    public RestartRequest Restart { get; } = new();

    public CrashNotes Notes { get; }

    public StartGuard Guard { get; }

    public Pulse[] Pulses { get; } = [new("sampling", 60_000)];

    public VitalAccount Vitals { get; } = new();

    public FakeWifi Wifi { get; }

    public FakeNetworkTime NetworkTime { get; }

    public FakeNames Names { get; } = new();

    public FakeMqtt Mqtt { get; }

    public LinkInbox Inbox { get; }

    public Log Log { get; }

    public BootJournal Journal { get; }

    public ReadingOutbox Outbox { get; }

    public Sampler Sampler { get; }

    public TimeFloor Floor { get; }

    public BoardTime Time { get; }

    public TimeKeeper Keeper { get; }

    public ResponseQueue Responses { get; }

    public CommandDesk Desk { get; }

    public Uplink Uplink { get; }

    public LinkMachine Link { get; }

    /// <summary>What steps the link on a board that sleeps.</summary>
    public SleepCycle? Sleep { get; }

    public IEnumerable<SentMessage> Data => Mqtt.Of("data");

    /// <summary>Steps the link until it asks to wait, and returns for how long.</summary>
    public int StepLink()
    {
        for (var i = 0; i < 100; i++)
        {
            var waitMs = Sleep?.Step() ?? Link.Step();
            if (waitMs > 0) return waitMs;
        }

        throw new InvalidOperationException("The link never waits.");
    }

    /// <summary>Lets the link run for a time, in the steps it asks for.</summary>
    public void RunLink(long milliseconds)
    {
        var endMs = Clock.UptimeMs + milliseconds;
        while (true)
        {
            // What a step put into the inbox is handled at once: the signal wakes the thread.
            var signals = LinkWake.Count;
            var waitMs = StepLink();
            if (LinkWake.Count != signals) continue;
            if (Clock.UptimeMs >= endMs) return;
            Clock.UptimeMs = Math.Min(endMs, Clock.UptimeMs + waitMs);
        }
    }

    /// <summary>Runs until the link is online.</summary>
    public Bench GoOnline()
    {
        RunLink(0);
        for (var i = 0; i < 1000 && Link.Stage != LinkStage.Online; i++) RunLink(250);
        Assert.Equal(LinkStage.Online, Link.Stage);
        return this;
    }

    /// <summary>Takes samplings now.</summary>
    public Bench Take(int count = 1)
    {
        for (var i = 0; i < count; i++) Assert.True(Sampler.Sample(null, out _));
        return this;
    }

    /// <summary>Sends a command and returns its response.</summary>
    public JsonElement Command(string json)
    {
        var before = Mqtt.Of("response").Count();
        Mqtt.Receive(Device + "command", json);
        RunLink(0);
        return Assert.Single(Mqtt.Of("response").Skip(before)).Json;
    }

    public void Stored(long upTo, string? missing = null)
    {
        Mqtt.Receive(Device + "stored", missing is null ? $$"""{"boot":"{{Journal.Boot}}","up_to":{{upTo}} }""" : $$"""{"boot":"{{Journal.Boot}}","up_to":{{upTo}},"missing":"{{missing}}"}""");
        RunLink(0);
    }

    public HeartbeatMessage Account()
    {
        var message = new HeartbeatMessage();
        Outbox.Fill(message);
        return message;
    }
}
