using System.Globalization;
using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>One seeded history of a board, days to weeks long: kind of gateway, settings and mishaps all follow from the seed.</summary>
internal sealed class World
{
    private const long SecondMs = 1000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;
    private const long BeginsAt = 1_767_600_000_000;
    private const int MostSamplings = 1000;
    private const string Broker = "broker.lan";

    private readonly Random _random;
    private readonly FakeFiles _files = new();
    private readonly FakeClock _clock = new();
    private readonly Nature _nature = new();
    private readonly ModelGateway _ledger = new();
    private readonly PriorityQueue<Action, long> _events = new();
    private readonly Dictionary<(string Boot, long Seq), long> _taken = [];
    private readonly WorldGateway _gateway;
    private readonly OutboxLimits _limits;
    private readonly bool _embedded;
    private readonly WorldTime _time;
    private readonly WorldConfig _config;
    private readonly SleepSettings? _sleep;
    private readonly int _intervalMs;
    private readonly long _periodMs;
    private readonly long _endMs;
    private string _brokerAddress = "10.0.0.1";
    private Bench _board = null!;
    private long? _wakesAtMs;
    private long _startedMs;
    private long _sampledMs;
    private long _samplings;

    public World(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        _embedded = _random.Next(2) == 0;
        _time = new WorldTime(_random);
        _gateway = new WorldGateway(_random, _embedded, _nature, _ledger, () => NowMs) { OnData = Check };
        _intervalMs = (int)(Pick(10, 60, 300, 900, 3600) * SecondMs);
        _config = new WorldConfig(_intervalMs);
        _endMs = Math.Min(14 * 24 * HourMs, MostSamplings * (long)_intervalMs);
        _limits = new OutboxLimits { Capacity = (int)Pick(4, 16, 64), FlashBytes = (int)Pick(0, 8, 16, 64) * 1024, FlushMs = (int)(Pick(10, 300, 3600) * SecondMs) };
        _periodMs = _intervalMs;
        if (_limits.FlashBytes == 0 || _random.Next(3) > 0) return;
        // Every third of those with flash sleeps between its samplings.
        _sleep = new SleepSettings { SleepS = _intervalMs / 1000, Samples = Pick(1, 2, 3), BatchEvery = Pick(1, 4, 12), AwakeMs = (int)MinuteMs };
        _periodMs = (long)_intervalMs * _sleep.BatchEvery;
        _intervalMs = (int)(10 * SecondMs);
    }

    public int Seed { get; }

    public double Day => (double)NowMs / (24 * HourMs);

    public int Starts { get; private set; }

    /// <summary>Of the starts, those within a boot that had slept.</summary>
    public int Wakes { get; private set; }

    public int TornWrites { get; private set; }

    public int Trials => _config.Trials;

    public int Reverted => _config.Reverted;

    public int Taken => _taken.Count;

    public int Stored => _ledger.Stored.Count();

    public int Copies => _ledger.Copies;

    /// <summary>Readings that a later start delivered.</summary>
    public int FromFlash { get; private set; }

    public IReadOnlyDictionary<string, int> Dropped => _taken.Keys.Select(t => _ledger.ReasonOf(t.Boot, t.Seq)).OfType<string>().GroupBy(r => r).ToDictionary(g => g.Key, g => g.Count());

    private long NowMs => _startedMs + _clock.UptimeMs;

    public override string ToString() => $"{Starts} {Wakes} {TornWrites} {Taken} {Stored} {Copies} {FromFlash} {NowMs}";

    public void Run()
    {
        Start();
        var gapMs = Math.Max(MinuteMs, _endMs / _random.Next(10, 60));
        for (var atMs = gapMs; atMs < _endMs; atMs += (long)(gapMs * 2 * _random.NextDouble()) + 1) At(atMs, Mishap);
        At(WorldGateway.GapPatienceMs, GiveUp);
        At(HourMs, TellTime);
        RunUntil(_endMs);
        Peace();
        Judge();
    }

    private void RunUntil(long untilMs)
    {
        while (NowMs < untilMs)
        {
            while (_events.TryPeek(out _, out var atMs) && atMs <= NowMs) _events.Dequeue()();
            try
            {
                if (_wakesAtMs is { } wakesAtMs) Doze(wakesAtMs, untilMs);
                else Step(untilMs);
            }
            catch (PowerCutException)
            {
                TornWrites++;
                Start();
            }
        }
    }

    private void Doze(long wakesAtMs, long untilMs)
    {
        var nextMs = Math.Min(wakesAtMs, untilMs);
        if (_events.TryPeek(out _, out var atMs)) nextMs = Math.Min(nextMs, atMs);
        _clock.UptimeMs += Math.Max(0, nextMs - NowMs);
        if (NowMs >= wakesAtMs) Start(woken: true);
    }

    private void Step(long untilMs)
    {
        var samplerMs = _board.Sampler.Step();
        int linkMs, signals;
        do
        {
            signals = _board.LinkWake.Count;
            linkMs = _board.StepLink();
        }
        while (signals != _board.LinkWake.Count);
        _config.Tend(_board, _clock.UptimeMs);
        AssertBounded();
        if (_board.Board.SleepMs is { } sleepMs)
        {
            _wakesAtMs = NowMs + sleepMs;
            return;
        }

        if (_board.Board.Reboots > 0)
        {
            Start();
            return;
        }

        if (NowMs >= _gateway.ReplyDueMs) _gateway.Reply();
        var nextMs = Math.Min(Math.Min(samplerMs, linkMs), untilMs - NowMs);
        if (_events.TryPeek(out _, out var atMs)) nextMs = Math.Min(nextMs, atMs - NowMs);
        nextMs = Math.Min(nextMs, _gateway.ReplyDueMs - NowMs);
        nextMs = Math.Min(nextMs, WorldConfig.NextMs(_board));
        _clock.UptimeMs += Math.Max(1, nextMs);
    }

    private void AssertBounded()
    {
        Assert.InRange(_board.Responses.Count, 0, 8);
        Assert.InRange(_board.Mqtt.Unacknowledged, 0, Uplink.Window + 4);
        Assert.True(_files.UsedBytes <= _limits.FlashBytes + 2048, $"{_files.UsedBytes} bytes on flash");
        _board.Mqtt.Sent.Clear();
        _board.Sink.Lines.Clear();
    }

    private void Mishap()
    {
        var lengthMs = (long)Pick(5 * SecondMs, 2 * MinuteMs, HourMs, _endMs / 20);
        switch (_random.Next(18))
        {
            case 0: _board.Mqtt.Break(); break;
            case 1: For(lengthMs, on => _nature.Stalled = on); break;
            case 2: For(lengthMs, on => _nature.WifiInReach = !on); break;
            case 3: For(lengthMs, on => _nature.BrokerUp = !on); break;
            case 4: For(lengthMs, on => _nature.GatewayUp = !on); break;
            case 5: For(lengthMs, on => _nature.SensorSilent = on); break;
            case 6: For(lengthMs, on => _nature.MemoryShort = on); break;
            case 7: For(lengthMs, on => _files.Capacity = on ? _files.UsedBytes + _random.Next(600) : 256 * 1024); break;
            case 8: For(lengthMs, on => _files.Refuses = on); break;
            case 9: SetClock(); break;
            case 10: Command(Pick("reboot", "ping", "read_now", "sleep")); break;
            case 11: Start(); break;
            case 12: For(lengthMs, on => _nature.NameServerUp = !on); break;
            case 13: MoveBroker(); break;
            case 14: case 15: _config.Change(_random, _board); break;
            default: _files.BytesUntilCut = _random.Next(2000); break;
        }
    }

    private void For(long lengthMs, Action<bool> change)
    {
        change(true);
        Apply();
        At(NowMs + 1 + (long)(lengthMs * _random.NextDouble()), () =>
        {
            change(false);
            Apply();
        });
    }

    private void SetClock()
    {
        _nature.TimeServerUp = _random.Next(2) == 0;
        _time.ChangeServers(_random);
        if (!_time.IsSteady) _clock.UnixAtStart = _random.Next(3) == 0 ? 0 : BeginsAt + _startedMs + _time.Lie(_random);
        Apply();
    }

    private void MoveBroker()
    {
        _brokerAddress = $"10.0.0.{_random.Next(2, 250)}";
        Apply();
        _board.Mqtt.Break();
    }

    // Less often than a gateway does, for the sake of time.
    private void TellTime()
    {
        At(NowMs + HourMs, TellTime);
        _gateway.TellTime(BeginsAt + NowMs + _time.GatewayLie(_random));
    }

    private void GiveUp()
    {
        At(NowMs + WorldGateway.GapPatienceMs, GiveUp);
        _gateway.GiveUp();
    }

    private void Command(string action) =>
        _board.Mqtt.Receive(Bench.Device + "command", $$"""{"request_id":"r{{NowMs}}","action":"{{action}}","params":{"seconds":600} }""");

    // All is well again, long enough for everything to settle; then the sensors are still.
    private void Peace()
    {
        _events.Clear();
        _time.MakeHonest();
        _files.BytesUntilCut = null;
        _files.Refuses = false;
        _files.Capacity = 256 * 1024;
        foreach (var property in typeof(Nature).GetProperties()) property.SetValue(_nature, property.Name is not (nameof(Nature.Stalled) or nameof(Nature.SensorSilent) or nameof(Nature.MemoryShort)));
        Apply();
        RunUntil(NowMs + HourMs + 3 * _periodMs);
        _nature.SensorSilent = true;
        Apply();
        RunUntil(NowMs + HourMs + 3 * _periodMs);
    }

    private void Judge()
    {
        WorldConfig.Judge(_board);
        Assert.Equal((0, 0, false), (_board.Outbox.Waiting, _board.Outbox.OnFlash, _board.Outbox.NeedsCarrier));
        Assert.Empty(_files.Segments);
        if (_sleep is null) JudgeAwake();
        var nowhere = _taken.Keys.Where(t => !_ledger.IsStored(t.Boot, t.Seq) && _ledger.ReasonOf(t.Boot, t.Seq) is null or DropReasons.NeverArrived).ToArray();
        Assert.True(nowhere.Length == 0, $"of {Taken} taken these are nowhere: {string.Join(' ', nowhere.Take(10))}");
        var invented = _ledger.Stored.Where(s => !_taken.ContainsKey(s)).ToArray();
        Assert.True(invented.Length == 0, $"stored and never taken: {string.Join(' ', invented.Take(10))}");
        // What power cuts and full flash leave behind is recognised as such: nothing that was called safe is lost.
        Assert.DoesNotContain(DropReasons.FlashFault, Dropped.Keys);
        Assert.True(Stored * 10 > Taken, $"hardly anything was stored: {Stored} of {Taken}");
    }

    private void JudgeAwake()
    {
        Assert.Equal(LinkStage.Online, _board.Link.Stage);
        // Whatever was lied: three servers that say the same are believed in the end.
        Assert.Equal(TimeQualities.Sntp, _board.Time.Quality);
        Assert.InRange(_board.Time.NowMs - BeginsAt - NowMs, -1000, 1000);
    }

    private void Start(bool woken = false)
    {
        _wakesAtMs = null;
        if (_random.Next(woken ? 100 : 8) == 0) Corrupt();
        while (true)
        {
            try
            {
                _startedMs = NowMs;
                _clock.UptimeMs = 0;
                if (_time.IsSteady || _random.Next(2) == 0) _clock.UnixAtStart = 0;
                _board = new Bench(_files, $"{Seed:x4}{++Starts:x4}", intervalMs: _intervalMs, random: new BackoffWitness(new Random(_random.Next()), _clock), clock: _clock, limits: _limits, heartbeatMs: (int)(10 * MinuteMs),
                    broker: Broker, timeServers: WorldTime.Servers, woken: woken, sleep: _sleep);
                _gateway.Board = _board;
                _time.Starts(_board.Floor.UnixMs);
                if (_board.Journal.Resumed is not null) Wakes++;
                _board.Sink.OnLine = Witness;
                _board.Sensor.OnRead = Sample;
                _board.Mqtt.OnSent = _gateway.Arrive;
                _config.Starts(_board);
                Apply();
                return;
            }
            catch (PowerCutException)
            {
                TornWrites++;
                woken = false;
            }
        }
    }

    // Now and then the flash has forgotten something when the power comes back.
    private void Corrupt()
    {
        var segments = _files.Segments.ToArray();
        if (segments.Length == 0) return;
        var file = _files[segments[_random.Next(segments.Length)]]!;
        if (file.Length > 0) file[_random.Next(file.Length)] ^= (byte)(1 << _random.Next(8));
    }

    private void Apply()
    {
        _board.Sensor.Silent = _nature.SensorSilent;
        _board.Board.FreeMemory = _nature.MemoryShort ? ReadingOutbox.LeastFreeBytes - 1 : 50_000;
        _time.Apply(_board.NetworkTime, _nature.TimeServerUp ? BeginsAt + _startedMs : 0);
        _board.Mqtt.Address = _brokerAddress;
        if (_nature.NameServerUp) _board.Names.Known[Broker] = _brokerAddress;
        else _board.Names.Known.Clear();
        _config.Apply(_board);
        _board.Wifi.InReach = _nature.WifiInReach && _config.IsInReach(_board);
        _board.Mqtt.Acknowledges = !_nature.Stalled;
        // The gateway's own broker is away with it.
        var open = _board.Wifi.InReach && _nature.BrokerUp && (_nature.GatewayUp || !_embedded);
        _board.Mqtt.PubackMeansStored = _embedded ? true : _nature.GatewayUp || _random.Next(2) == 0 ? false : null;
        _board.Mqtt.RefusesOpening = open ? null : "away";
        if (!_board.Wifi.InReach) _board.Wifi.Lose();
        if (!open && _board.Mqtt.IsOpen) _board.Mqtt.Break();
        _gateway.Follow();
    }

    private void Sample()
    {
        _sampledMs = NowMs;
        _board.Sensor.Value = ++_samplings;
    }

    // The console is the oracle: what it named was taken.
    private void Witness(string line)
    {
        var at = line.IndexOf(" taken ", StringComparison.Ordinal);
        if (at < 0) return;
        var name = line.AsSpan(at + 7);
        _taken.Add((name[..8].ToString(), long.Parse(name[9..], CultureInfo.InvariantCulture)), _sampledMs);
    }

    // Where nobody turned the clock, a time that is said is the right one, whichever start delivers it. Where it was only ever
    // turned back, none that this start says lies before what the board knew when it started.
    private void Check(JsonElement data, string boot, long seq)
    {
        if (boot != _board.Journal.Boot) FromFlash++;
        if (!data.TryGetProperty("timestamp", out var said) || data.GetProperty("sensors").GetArrayLength() == 0) return;
        Assert.True(_taken.TryGetValue((boot, seq), out var takenMs), $"{boot}/{seq} was never taken");
        if (boot == _board.Journal.Boot && takenMs >= _startedMs) _time.AssertNotBehind(said.GetDateTimeOffset().ToUnixTimeMilliseconds());
        if (_time.IsSteady) Assert.InRange(said.GetDateTimeOffset().ToUnixTimeMilliseconds() - BeginsAt - takenMs, -1000, 1000);
    }

    private void At(long atMs, Action happens) => _events.Enqueue(happens, atMs);

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];
}
