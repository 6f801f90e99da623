using Nanofleet.Contract.Improv;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>
    /// A board without settings waits here for somebody at its serial port: Improv brings it into the Wi-Fi, frames of our own
    /// bring it the rest. When settings are on flash it restarts with them.
    /// </summary>
    public sealed class ProvisioningLoop : IStep
    {
        /// <summary>A frame whose next byte does not come for so long is given up.</summary>
        public const int FramePatienceMs = 1000;

        /// <summary>From the last commit to the restart, so that one whose answer was lost is answered once more.</summary>
        public const int RestartAfterMs = 3000;

        private const int RadioPollMs = 100;
        private const int IdleMs = 10000;

        private readonly ImprovDecoder _decoder = new ImprovDecoder();
        private readonly byte[] _input = new byte[256];
        private readonly ISerialLine _serial;
        private readonly ProvisioningLine _line;
        private readonly ImprovDesk _improv;
        private readonly SettingsDesk _settings;
        private readonly IBoard _board;
        private readonly IClock _clock;
        private readonly Log _log;
        private long _heardMs;
        private long _committedMs;

        public ProvisioningLoop(ISerialLine serial, ProvisioningLine line, ImprovDesk improv, SettingsDesk settings, IBoard board, IClock clock, Log log)
        {
            _serial = serial;
            _line = line;
            _improv = improv;
            _settings = settings;
            _board = board;
            _clock = clock;
            _log = log;
        }

        public string Name => "provisioning";

        /// <summary>Settings are on flash, and the restart is near.</summary>
        public bool IsDone => _settings.IsKept;

        public int Step()
        {
            Listen();
            _improv.Step();
            long nowMs = _clock.UptimeMs;
            if (_settings.IsKept && nowMs - _committedMs >= RestartAfterMs)
            {
                _log.Info("provisioning: done, restarting with the new settings");
                _board.Reboot();
            }

            if (_improv.IsBusy) return RadioPollMs;
            if (_settings.IsKept) return (int)(_committedMs + RestartAfterMs - nowMs);
            return _decoder.IsMidFrame ? (int)(_heardMs + FramePatienceMs - nowMs) : IdleMs;
        }

        public void Recover()
        {
        }

        private void Listen()
        {
            int count = _serial.Read(_input);
            while (count > 0)
            {
                _heardMs = _clock.UptimeMs;
                for (int i = 0; i < count; i++)
                    for (bool found = _decoder.Put(_input[i]); found; found = _decoder.Next()) Handle();
                count = _serial.Read(_input);
            }

            while (_decoder.IsMidFrame && _clock.UptimeMs - _heardMs >= FramePatienceMs)
            {
                _line.Fail(ImprovErrors.InvalidPacket, "", "a frame broke off: check the cable and send it again");
                for (bool found = _decoder.GiveUp(); found; found = _decoder.Next()) Handle();
            }
        }

        private void Handle()
        {
            if (_decoder.IsDamaged)
                _line.Fail(ImprovErrors.InvalidPacket, "", "the checksum of a frame is wrong: send it again");
            else if (_decoder.Type == ImprovTypes.Command)
                _improv.Handle(_decoder);
            else if (_decoder.Type == ImprovTypes.Settings && _settings.Handle(_decoder))
                _committedMs = _clock.UptimeMs;
        }
    }
}
