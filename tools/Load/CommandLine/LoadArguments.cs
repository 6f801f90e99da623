using System.CommandLine;
using Nanofleet.Load.Faults;
using Nanofleet.Load.Generator;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.CommandLine;

/// <summary>The options that both verbs have.</summary>
internal sealed class LoadArguments
{
    private const long MostMessages = 1_000_000_000_000;
    private const long DefaultConnections = 8;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(10);

    private readonly Option<long?> _messages = Values.Whole("--messages", "Messages in all. Without it and --seconds: 10 seconds.", 1, MostMessages);
    private readonly Option<TimeSpan?> _seconds = Values.Time("--seconds", "How long messages are sent.");
    private readonly Option<long?> _connections = Values.Whole("--connections", "Connections to the broker. [8]", 1, 15_000);
    private readonly Option<long?> _devices = Values.Whole("--devices", "Simulated boards, which share the connections. [one a connection]", 1, Fleet.MostBoards);
    private readonly Option<long?> _window = Values.Whole("--window", "Unanswered messages per connection at QoS 1. [200]", 1, 65_535);
    private readonly Option<long?> _qos = Values.Whole("--qos", "0 or 1. [1]", 0, 1);
    private readonly Option<double?> _rate = Values.Positive("--rate", "Messages a second in all, evenly spread. Without it: as many as possible.");
    private readonly Option<string?> _keep = Values.OneOf("--keep", "Until when a board keeps a reading to send it again: until-puback or until-stored, that is until the gateway names it. [until-puback where that means stored, else until-stored]", "until-puback", "until-stored");
    private readonly Option<long?> _outbox = Values.Whole("--outbox", "Readings that a board keeps at most with until-stored. [20000]", 1, 10_000_000);
    private readonly Option<long?> _underWay = Values.Whole("--under-way", "In a flood behind another broker: messages that may be sent and not yet be in the database, because a broker in which much waits becomes slow. [5000]", 1, 100_000_000);
    private readonly Option<TimeSpan?> _resendAfter = Values.Time("--resend-after", "With until-stored: when a reading that is not named as stored is sent again. [15s]");
    private readonly Option<TimeSpan?> _warmUp = Values.Time("--warmup", "Flood before the measurement. It is checked for losses and not counted. [6s with embedded, else 0]");
    private readonly Option<long?> _seed = Values.Whole("--seed", "Makes the boards' boots and pauses repeat.", 0, int.MaxValue);
    private readonly Option<IReadOnlyList<Fault>?> _faults = Values.Schedule("--faults", $"When what fails, and for how long: 5s:kill-gateway,12s:stop-postgres:60s. Faults: {string.Join(", ", FaultKinds.Names)}.");
    private readonly Option<TimeSpan?> _patience = Values.Time("--patience", "How long nothing may move before what is missing counts as lost. [60s]");
    private readonly Option<bool> _json = new("--json") { Description = "The result as one JSON object on the last line." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_messages, _seconds, _connections, _devices, _window, _qos, _rate, _keep, _outbox, _underWay, _resendAfter, _warmUp, _seed, _faults, _patience, _json]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_devices) < result.GetValue(_connections))
                result.AddError($"--devices {result.GetValue(_devices)}: must be at least as many as --connections {result.GetValue(_connections)}, or a connection has no board; give --connections {result.GetValue(_devices)}.");
        });
    }

    public LoadOptions Read(ParseResult parsed, TimeSpan warmUp)
    {
        var messages = parsed.GetValue(_messages);
        return new LoadOptions
        {
            Messages = messages,
            Duration = parsed.GetValue(_seconds) ?? (messages is null ? DefaultDuration : null),
            Connections = (int)(parsed.GetValue(_connections) ?? Math.Min(DefaultConnections, parsed.GetValue(_devices) ?? DefaultConnections)),
            Devices = (int?)parsed.GetValue(_devices),
            Window = (int)(parsed.GetValue(_window) ?? 200),
            Qos = (byte)(parsed.GetValue(_qos) ?? 1),
            Rate = parsed.GetValue(_rate),
            Keep = parsed.GetValue(_keep) switch { "until-puback" => Keep.UntilPuback, "until-stored" => Keep.UntilStored, _ => null },
            Outbox = (int)(parsed.GetValue(_outbox) ?? 20_000),
            UnderWay = (int)(parsed.GetValue(_underWay) ?? 5000),
            ResendAfter = parsed.GetValue(_resendAfter) ?? TimeSpan.FromSeconds(15),
            WarmUp = parsed.GetValue(_warmUp) ?? warmUp,
            Seed = (int?)parsed.GetValue(_seed),
            Faults = parsed.GetValue(_faults) ?? [],
            Patience = parsed.GetValue(_patience) ?? TimeSpan.FromSeconds(60),
            Json = parsed.GetValue(_json),
        };
    }
}
