#nullable disable
using System.Text;
using Nanofleet.Contract.Improv;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Provisioning;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Nano.Tests
{
    /// <summary>A blank board's way to its settings, frame by frame, and to a start with them.</summary>
    public sealed class BoardProvisioning : BoardBody
    {
        private const string Settings = "{\"broker_host\":\"10.0.0.1\",\"device_id\":\"hall\",\"interval_ms\":5000}";
        private const string Describes = "settings 1 0 6144 1 240ac4010203 test esp32-240ac4010203|";

        private static readonly byte[] Mac = { 0x24, 0x0A, 0xC4, 1, 2, 3 };

        private readonly BoardCable _cable = new BoardCable();
        private readonly BoardFiles _files = new BoardFiles();
        private readonly ImprovWriter _writer = new ImprovWriter();
        private readonly ProvisioningLoop _loop;
        private readonly Log _log;

        public BoardProvisioning()
        {
            _log = new Log(this, this);
            var kinds = new ISensorKind[0];
            var line = new ProvisioningLine(_cable);
            var identity = new BoardIdentity(Mac, Model);
            var network = new NetworkTrial(_cable, this);
            var improv = new ImprovDesk(line, identity, _cable, network, new NetworkScan(_cable, this), _log);
            var desk = new SettingsDesk(line, identity, network, new SettingsCheck(_files, Mac, kinds), new SettingsInstall(_files), _log);
            _loop = new ProvisioningLoop(_cable, line, improv, desk, this, this, _log);
        }

        protected override void Check()
        {
            Ask("device information", Command(ImprovCommands.DeviceInfo), "error 0|result 3 Nanofleet 0.1.0 test esp32-240ac4010203|");
            Ask("scan", Command(ImprovCommands.ScanWifi), "error 0|");
            _cable.Hear(new ScannedNetwork("Küche", -61), new ScannedNetwork("Küche", -50));
            Ask("networks", null, "result 4 Küche -50 YES|result 4|");
            Ask("wrong password", Wifi("bad"), "error 0|state 3|");
            _cable.End(WifiVerdict.WrongPassword);
            Ask("its end", null, "settings 5 1 0 wifi_password network \"Küche\" refuses the password: check it|error 3|state 2|");
            Ask("right password", Wifi("gut \"°\""), "error 0|state 3|");
            Ask("meanwhile", Command(ImprovCommands.ScanWifi), "settings 5 1 0 busy: the board tries network \"Küche\"|error 255|");
            _cable.End(WifiVerdict.Joined);
            Ask("joined", null, "error 0|state 4|result 1|");

            CheckFaults();
            CheckSettings();
        }

        private void CheckFaults()
        {
            Ask("unknown command", Command(42), "settings 5 1 0 this firmware has no command 42|error 2|");
            ImprovWriter damaged = Command(ImprovCommands.CurrentState);
            damaged.Bytes[damaged.Length - 2]++;
            Ask("damaged", damaged, "settings 5 1 0 the checksum of a frame is wrong: send it again|error 1|");
            Ask("lengths", _writer.Begin(ImprovTypes.Command).Put(1).Put(9).End(), "settings 5 1 0 the lengths in the command do not agree: send it again|error 1|");
            Ask("broken off", _writer.Begin(ImprovTypes.Command).Put(1), "");
            UptimeMs += ProvisioningLoop.FramePatienceMs;
            Ask("given up", null, "settings 5 1 0 a frame broke off: check the cable and send it again|error 1|");
        }

        private void CheckSettings()
        {
            Ask("describe", SettingsRequest.Describe(_writer), Describes);
            Send("{\"broker_port\":70000}");
            Ask("faults", SettingsRequest.Commit(_writer, Bytes("{\"broker_port\":70000}")),
                "settings 4 1 0 broker_host broker_host is missing: give a text|settings 4 1 0 broker_port broker_port is 70000: give a whole number from 1 to 65535|"
                + "settings 4 2 0 2 faults: correct them and send the settings again|");
            Send(Settings);
            string length = Settings.Length.ToString();
            Ask("commit", SettingsRequest.Commit(_writer, Bytes(Settings)), "settings 4 0 " + length + "|");
            Ask("commit again", SettingsRequest.Commit(_writer, Bytes(Settings)), "settings 4 0 " + length + "|");
            Expect("restarts", 0, Reboots);
            UptimeMs += ProvisioningLoop.RestartAfterMs;
            Ask("the end", null, "");
            Expect("restarts", 1, Reboots);

            Settings settings = new ConfigStore(_files, Mac, new ISensorKind[0], _log).Start(out string faults);
            Expect("faults", null, faults);
            if (faults == null) Expect("settings", "Küche gut \"°\" 10.0.0.1 hall 5000",
                settings.WifiSsid + " " + settings.WifiPassword + " " + settings.BrokerHost + " " + settings.DeviceId + " " + settings.IntervalMs.ToString());
        }

        private void Send(string json)
        {
            byte[] bytes = Bytes(json);
            Ask("begin", SettingsRequest.Begin(_writer, bytes), "settings 2 0 0|");
            Ask("chunk", SettingsRequest.Chunk(_writer, bytes, 0), "settings 3 0 " + bytes.Length.ToString() + "|");
        }

        private void Ask(string what, ImprovWriter frame, string expected)
        {
            if (frame != null) _cable.Put(frame);
            _loop.Step();
            Expect(what, expected, _cable.Take());
        }

        private ImprovWriter Command(byte command) => _writer.Begin(ImprovTypes.Command, command).End();

        private ImprovWriter Wifi(string password) => _writer.Begin(ImprovTypes.Command, ImprovCommands.WifiSettings).PutText("Küche").PutText(password).End();

        private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
    }
}
