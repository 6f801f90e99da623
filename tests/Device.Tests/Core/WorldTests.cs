using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>
/// Whole worlds in virtual time: a board that loses its network, its broker, its sensors and its power at any byte of a
/// flash write, before a gateway that keeps the ledger of the contract. In each, every reading that was taken is stored or
/// reported as dropped, and none is stored twice.
/// </summary>
public sealed class WorldTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void In_every_world_all_that_was_taken_is_stored_or_reported_as_dropped(bool pubackMeansStored)
    {
        var powerCuts = 0;
        for (var seed = 1; seed <= 150; seed++) powerCuts += new World(seed, pubackMeansStored).Run();
        Assert.True(powerCuts > 100, $"only {powerCuts} writes were cut");
    }

    private sealed class World(int seed, bool pubackMeansStored)
    {
        private readonly Random _random = new(seed);
        private readonly FakeFiles _files = new();
        private readonly FakeClock _clock = new();
        private readonly HashSet<(string Boot, long Seq)> _taken = [];
        private readonly HashSet<(string Boot, long Seq)> _stored = [];
        private readonly HashSet<(string Boot, long Seq)> _dropped = [];
        private Bench _board = null!;
        private int _starts;
        private int _powerCuts;
        private bool _gatewayUp = true;
        private long _settleDueMs;

        /// <returns>How often power went in the middle of a write.</returns>
        public int Run()
        {
            StartBoard();
            for (var i = 0; i < 400; i++)
            {
                if (_random.Next(25) == 0) Mishap();
                Live(1 + _random.Next(3000));
            }

            Peace();
            var nowhere = _taken.Where(t => !_stored.Contains(t) && !_dropped.Contains(t)).ToArray();
            Assert.True(nowhere.Length == 0, $"seed {seed}: of {_taken.Count} taken these are nowhere: {string.Join(' ', nowhere.Take(10))}");
            Assert.True(_stored.IsSubsetOf(_taken), $"seed {seed}: stored what was never taken");
            Assert.True(_stored.Count > 100, $"seed {seed}: hardly anything was stored: {_stored.Count} of {_taken.Count}");
            Assert.Equal(0, _board.Outbox.Waiting);
            return _powerCuts;
        }

        private void Mishap()
        {
            switch (_random.Next(8))
            {
                case 0: _board.Mqtt.Break(); break;
                case 1: _board.Mqtt.Acknowledges = !_board.Mqtt.Acknowledges; break;
                case 2: _board.Wifi.InReach = !_board.Wifi.InReach; _board.Wifi.Lose(); _board.Mqtt.Break(); break;
                case 3: _board.Mqtt.RefusesOpening = _board.Mqtt.RefusesOpening is null ? "down" : null; break;
                case 4: _gatewayUp = !_gatewayUp; break;
                case 5: _board.Sensor.Silent = !_board.Sensor.Silent; break;
                case 6: StartBoard(); break;
                default: _files.BytesUntilCut = _random.Next(300); break;
            }
        }

        // All is well again, long enough for everything to settle.
        private void Peace()
        {
            _files.BytesUntilCut = null;
            _gatewayUp = true;
            _board.Mqtt.RefusesOpening = null;
            _board.Mqtt.Acknowledges = true;
            _board.Wifi.InReach = true;
            _board.Sensor.Silent = false;
            for (var i = 0; i < 300; i++) Live(1000);
            _board.Sensor.Silent = true;
            for (var i = 0; i < 300; i++) Live(1000);
        }

        private void Live(int milliseconds)
        {
            try
            {
                _board.Clock.UptimeMs += milliseconds;
                _board.Sampler.Step();
                _board.RunLink(0);
                if (_gatewayUp && _board.Clock.UptimeMs >= _settleDueMs) Settle();
                foreach (var line in _board.Sink.Lines.Where(l => l.Contains(" taken "))) Note(line);
                _board.Sink.Lines.Clear();
            }
            catch (PowerCutException)
            {
                _powerCuts++;
                foreach (var line in _board.Sink.Lines.Where(l => l.Contains(" taken "))) Note(line);
                StartBoard();
            }
        }

        // The console is the oracle: what it named was taken.
        private void Note(string line)
        {
            var parts = line[(line.LastIndexOf(' ') + 1)..].Split('/');
            _taken.Add((parts[0], long.Parse(parts[1])));
        }

        private void StartBoard()
        {
            while (true)
            {
                try
                {
                    _clock.UptimeMs = 0;
                    _board = new Bench(_files, $"{seed:x4}{++_starts:x4}", capacity: 5, random: new FakeRandom(seed), clock: _clock);
                    _board.Mqtt.PubackMeansStored = pubackMeansStored;
                    _board.Mqtt.OnSent = Arrive;
                    _settleDueMs = 0;
                    return;
                }
                catch (PowerCutException)
                {
                    _powerCuts++;
                }
            }
        }

        // With PUBACK after commit nothing is acknowledged that is not stored; else the broker keeps what the gateway misses.
        private void Arrive(SentMessage message)
        {
            if (message.Leaf != "data") return;
            if (!_gatewayUp && pubackMeansStored)
            {
                _board.Mqtt.Acknowledges = false;
                return;
            }

            if (!_gatewayUp && _random.Next(2) == 0) return;
            var data = message.Json;
            _stored.Add((data.GetProperty("boot").GetString()!, message.Seq));
            if (!data.TryGetProperty("dropped", out var drops)) return;
            foreach (var drop in drops.EnumerateArray())
                for (var seq = drop.GetProperty("from").GetInt64(); seq <= drop.GetProperty("to").GetInt64(); seq++)
                    _dropped.Add((drop.GetProperty("boot").GetString()!, seq));
        }

        private void Settle()
        {
            _settleDueMs = _board.Clock.UptimeMs + 1000;
            var boot = _board.Journal.Boot;
            var seqs = _stored.Where(s => s.Boot == boot).Select(s => s.Seq).ToHashSet();
            if (seqs.Count == 0 || pubackMeansStored || !_board.Mqtt.IsOpen) return;
            var upTo = seqs.Max();
            var missing = new List<SeqSpan>();
            for (long seq = 1; seq <= upTo; seq++)
                if (!seqs.Contains(seq) && !_dropped.Contains((boot, seq))) missing.Add(new SeqSpan(seq, seq));
            _board.Stored(upTo, missing.Count == 0 ? null : StoredMessage.FormatSpans([.. missing]));
        }
    }
}
