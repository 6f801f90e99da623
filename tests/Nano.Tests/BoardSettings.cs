#nullable disable
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// What the gateway wants of a board, through the JSON library and over restarts: at once, with a restart, on trial. The
    /// members of an object come in another order on each runtime, so documents here have one key.
    /// </summary>
    public sealed class BoardSettings : BoardBody
    {
        private const string Own = "{\"wifi_ssid\":\"home\",\"broker_host\":\"10.0.0.1\",\"sntp_servers\":[\"a\",\"b\"],\"report\":{\"light\":{\"deadband\":0.5}}}";

        private readonly BoardFiles _files = new BoardFiles();
        private ConfigStore _store;
        private ConfigDesk _desk;
        private Settings _settings;
        private RestartRequest _restart;
        private int _starts;

        protected override void Check()
        {
            _files.Write(SettingsFile.Name, Encoding.UTF8.GetBytes(Own));
            Start();
            Expect("own file", "10.0.0.1 b 0.5", _settings.BrokerHost + " " + _settings.SntpServers[1] + " " + _settings.Report[0].Deadband.ToString("F1"));

            Desire("{\"version\":1,\"settings\":{\"interval_ms\":5000}}", "{\"version\":1,\"state\":\"applied\",\"active_version\":1,\"results\":{\"interval_ms\":{\"code\":\"applied\",\"value\":5000}}}");
            Desire("{\"version\":2,\"settings\":{\"interval_ms\":5}}",
                "{\"version\":2,\"state\":\"applied\",\"active_version\":2,\"results\":{\"interval_ms\":{\"code\":\"out_of_range\",\"message\":\"interval_ms is 5: give a whole number from 100 to 86400000\"}}}");
            Desire("{\"version\":3,\"settings\":[1]}", "{\"version\":0,\"state\":\"refused\",\"reason\":\"settings is a list: give an object\",\"active_version\":2,\"results\":{}}");
            Desire("{\"version\":4,\"settings\":{\"writable_pins\":[4,5]}}",
                "{\"version\":4,\"state\":\"applied\",\"active_version\":4,\"restarting\":true,\"results\":{\"writable_pins\":{\"code\":\"applied\",\"value\":[4,5]}}}");
            Start();
            Expect("after the restart", "2 5", _settings.WritablePins.Length.ToString() + " " + _settings.WritablePins[1].ToString());

            // Tried, and kept; tried, and taken back.
            Desire("{\"version\":5,\"settings\":{\"broker_host\":\"10.0.0.2\"}}",
                "{\"version\":5,\"state\":\"trial\",\"active_version\":5,\"restarting\":true,\"results\":{\"broker_host\":{\"code\":\"applied\",\"value\":\"10.0.0.2\"}}}");
            Start();
            Expect("on trial", "10.0.0.2", _settings.BrokerHost);
            Expect("confirmed", "yes", _store.Confirm() ? "yes" : "no");
            Start();
            Desire("{\"version\":6,\"settings\":{\"broker_host\":\"10.0.0.3\"}}",
                "{\"version\":6,\"state\":\"trial\",\"active_version\":6,\"restarting\":true,\"results\":{\"broker_host\":{\"code\":\"applied\",\"value\":\"10.0.0.3\"}}}");
            Start();
            _store.Revert(RevertReason.NotConfirmed);
            Start();
            Expect("taken back", "10.0.0.2", _settings.BrokerHost);
            Expect("report", "{\"version\":6,\"state\":\"reverted\",\"reason\":\"not_confirmed\",\"active_version\":5,\"results\":{\"broker_host\":{\"code\":\"reverted\"}}}", Report());
        }

        private void Start()
        {
            _starts++;
            var log = new Log(this, this);
            _store = new ConfigStore(_files, new byte[6], new ISensorKind[0], log);
            _settings = _store.Start(out string faults);
            Expect("settings", null, faults);
            var journal = new BootJournal(_files, this, log);
            journal.Start("0000000" + _starts.ToString());
            var outbox = new ReadingOutbox(new OutboxLimits { Capacity = 4 }, _files, journal, this, new BoardTime(this, new TimeFloor(_files, this)), log);
            var sampler = new Sampler(new SensorChannel[0], new ReportPolicy(new ReportRule[0]), new IntakePolicy(new string[0], new string[0]), outbox, 1000, this, log, this, this);
            _restart = new RestartRequest();
            _desk = new ConfigDesk(_store, new ConfigReport(new JsonBuffer(Limits.BoardMessage), _store), new LiveSettings(sampler, log), _restart, log);
        }

        private void Desire(string document, string expected)
        {
            _desk.Handle(Encoding.UTF8.GetBytes(document));
            Expect(document, expected, Report());
        }

        private string Report()
        {
            byte[] report = _desk.TakeReport();
            return Encoding.UTF8.GetString(report, 0, report.Length);
        }
    }
}
