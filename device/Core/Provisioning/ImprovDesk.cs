using Nanofleet.Contract.Improv;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>Answers the commands of Improv Serial 1. One at a time: while a network is tried or scanned for, others hear that.</summary>
    public sealed class ImprovDesk
    {
        private const int LongestSsid = 32;   // bytes, IEEE 802.11 section 9.4.2.2
        private const int LongestPassword = 64;

        private readonly ProvisioningLine _line;
        private readonly BoardIdentity _identity;
        private readonly IRadio _radio;
        private readonly NetworkTrial _network;
        private readonly NetworkScan _scan;
        private readonly Log _log;

        public ImprovDesk(ProvisioningLine line, BoardIdentity identity, IRadio radio, NetworkTrial network, NetworkScan scan, Log log)
        {
            _line = line;
            _identity = identity;
            _radio = radio;
            _network = network;
            _scan = scan;
            _log = log;
        }

        public bool IsBusy => _network.IsRunning || _scan.IsRunning;

        public byte State => _network.IsRunning ? ImprovStates.Provisioning : _network.IsJoined ? ImprovStates.Provisioned : ImprovStates.Ready;

        public void Handle(ImprovDecoder frame)
        {
            if (!ImprovMessage.TryCommand(frame, out byte command))
            {
                _line.Fail(ImprovErrors.InvalidPacket, "", "the lengths in the command do not agree: send it again");
                return;
            }

            bool asks = ImprovMessage.DataLength(frame) == 0;
            switch (command)
            {
                case ImprovCommands.WifiSettings: Try(frame); break;
                case ImprovCommands.CurrentState: TellState(command); break;
                case ImprovCommands.DeviceInfo: Tell(command, BoardIdentity.Firmware, FirmwareVersion.Text, _identity.Model, _identity.DeviceId); break;
                case ImprovCommands.ScanWifi: Scan(); break;
                case ImprovCommands.Hostname when asks:
                case ImprovCommands.DeviceName when asks: Tell(command, _identity.DeviceId); break;
                case ImprovCommands.Hostname: Fail(ImprovErrors.BadHostname, "device_id", "the name is device_id in the settings: send it there"); break;
                case ImprovCommands.DeviceName: Fail(ImprovErrors.Unknown, "device_id", "the name is device_id in the settings: send it there"); break;
                case ImprovCommands.NetworkState: Tell(command, (ImprovNetwork.HasWifi | (_network.IsJoined ? ImprovNetwork.Online : 0)).ToString()); break;
                default: Fail(ImprovErrors.UnknownCommand, "", "this firmware has no command " + command.ToString()); break;
            }
        }

        /// <summary>Says what came of what was begun.</summary>
        public void Step()
        {
            if (_scan.Take(out ScannedNetwork[] networks)) TellScan(networks);
            WifiVerdict verdict = _network.Take();
            if (verdict == WifiVerdict.Pending) return;
            if (verdict == WifiVerdict.Joined)
            {
                _log.Info("provisioning: Wi-Fi \"" + _network.Ssid + "\" joined, settings are waited for");
                TellState(ImprovCommands.WifiSettings);
                return;
            }

            _log.Warning("provisioning: " + _network.Explain(verdict));
            Fail(ImprovErrors.UnableToConnect, NetworkTrial.NameOf(verdict), _network.Explain(verdict));
            _line.State(State);
        }

        private void Try(ImprovDecoder frame)
        {
            string[] texts = ImprovMessage.Texts(frame);
            if (texts == null || texts.Length != 2)
                Fail(ImprovErrors.InvalidPacket, "", "the lengths of SSID and password do not fit the command: send it again");
            else if (!FitsNetwork(frame))
                Fail(ImprovErrors.InvalidPacket, "wifi_ssid", "give a name of 1 to 32 bytes and a password of at most 64");
            else if (!RefuseWhileBusy())
            {
                _line.NoError();
                _network.Begin(texts[0], texts[1]);
                _line.State(State);
            }
        }

        // By bytes, which is how the specification of Wi-Fi counts.
        private static bool FitsNetwork(ImprovDecoder frame)
        {
            int ssid = frame[2];
            return ssid > 0 && ssid <= LongestSsid && frame[3 + ssid] <= LongestPassword;
        }

        private void Scan()
        {
            if (RefuseWhileBusy()) return;
            _line.NoError();
            _scan.Begin();
        }

        private void TellState(byte asked)
        {
            _line.NoError();
            _line.State(State);
            // A board has no page of its own to send anybody to.
            if (State == ImprovStates.Provisioned) _line.Result(asked);
        }

        private void TellScan(ScannedNetwork[] networks)
        {
            if (networks == null)
            {
                Fail(ImprovErrors.Unknown, "", "the radio did not say what it heard: try again");
                return;
            }

            for (int i = 0; i < networks.Length; i++)
                if (NetworkScan.IsTold(networks, i)) _line.Result(ImprovCommands.ScanWifi, networks[i].Ssid, networks[i].Rssi.ToString(), "YES");
            _line.Result(ImprovCommands.ScanWifi);
        }

        private void Tell(byte command, params string[] texts)
        {
            _line.NoError();
            _line.Result(command, texts);
        }

        private bool RefuseWhileBusy()
        {
            if (!IsBusy && !_radio.IsBusy) return false;
            Fail(ImprovErrors.Unknown, "", _scan.IsRunning ? "busy: the board scans for networks" : "busy: the board tries network \"" + _network.Ssid + "\"");
            return true;
        }

        private void Fail(byte error, string name, string sentence) => _line.Fail(error, name, sentence);
    }
}
