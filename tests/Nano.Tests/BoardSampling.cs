#nullable disable
using System;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// A board's sampling: the one in the middle of three reads, a deadband, a sensor that fails and one that throws. Rounding and
    /// comparing of fractions are where interpreters differ.
    /// </summary>
    public sealed class BoardSampling : BoardBody, ISensor
    {
        private const int IntervalMs = 3000;

        private readonly double[] _values = { 20.04, 99, 20.05, 20.06, 20.3, 20.35, -80, -0.25, -0.26, -0.24 };
        private int _at;

        public string Name => "thermometer";

        public string[] Quantities => new[] { "temperature" };

        public string[] Units => new[] { "°C" };

        public string Read(ReadingList into)
        {
            if (_at == _values.Length) throw new Exception("no more");
            double value = _values[_at++];
            if (value < -40) return SensorQualities.OutOfRange;
            into.AddRounded("temperature", value, 2, "°C");
            return null;
        }

        protected override void Check()
        {
            Sample();
            Bounce();
        }

        private void Sample()
        {
            var files = new BoardFiles();
            var log = new Log(this, this);
            var journal = new BootJournal(files, this, log);
            journal.Start("0000000a");
            var outbox = new ReadingOutbox(new OutboxLimits { Capacity = 16 }, files, journal, this, new BoardTime(this, new TimeFloor(files, this)), log);
            var rules = new[] { new ReportRule("temperature") { Deadband = 0.2 } };
            var sampler = new Sampler(new[] { new SensorChannel(this, 0, 3) }, new ReportPolicy(rules), new IntakePolicy(new string[0], new string[0]), outbox, IntervalMs, this, log, this, this);
            while (UptimeMs <= 4 * IntervalMs)
            {
                int waitMs = sampler.Step();
                if (waitMs <= 0)
                {
                    Expect("wait", 1, waitMs);
                    return;
                }

                UptimeMs += waitMs;
            }

            // The first is of one read. Of 99, 20.05 and 20.06 the middle is no news; of two good ones the lower counts.
            Expect("samplings", "0 20.04 6000 20.3 9000 -0.25 ", Taken(outbox));
            Expect("failures", 4, sampler.Failures);
            var message = new HeartbeatMessage { Boot = "0000000a", DropNames = new string[0] };
            sampler.Fill(message);
            Expect("quality", SensorQualities.DriverError, message.Qualities[0]);
        }

        // A contact that bounces counts once, a pulse that is shorter than the debounce time not at all.
        private void Bounce()
        {
            var counter = new EdgeCounter(50, true, false);
            counter.Look(false, 0, out _);
            for (int i = 0; i < 5; i++) counter.Edge(i % 2 == 0, 1000 + i);
            counter.Edge(false, 2000);
            counter.Edge(true, 2010);
            bool level = counter.Look(true, 3000, out long edges);
            Expect("edges", 1, edges);
            Expect("level", "high", level ? "high" : "low");
        }

        private string Taken(ReadingOutbox outbox)
        {
            string all = "";
            for (OutboxRecord record = outbox.NextToSend(UptimeMs); record != null; record = outbox.NextToSend(UptimeMs))
            {
                var json = new JsonBuffer(500);
                record.WriteSensors(json);
                string text = json.ToString();
                int from = text.IndexOf("\"value\":") + 8;
                all += record.UptimeMs.ToString() + " " + text.Substring(from, text.IndexOf(",\"unit\"") - from) + " ";
            }

            return all;
        }
    }
}
