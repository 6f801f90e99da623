using Nanofleet.Contract;
using Nanofleet.Contract.Improv;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>Answers the frames of our own: settings in pieces, checked and kept as a whole or not at all.</summary>
    public sealed class SettingsDesk
    {
        private const int BeginLength = 7;
        private const int ChunkHead = 3;
        private const int CommitLength = 5;

        private readonly SettingsTransfer _transfer = new SettingsTransfer();
        private readonly ProvisioningLine _line;
        private readonly BoardIdentity _identity;
        private readonly NetworkTrial _network;
        private readonly SettingsCheck _check;
        private readonly SettingsInstall _install;
        private readonly Log _log;
        private uint _keptCrc;

        public SettingsDesk(ProvisioningLine line, BoardIdentity identity, NetworkTrial network, SettingsCheck check, SettingsInstall install, Log log)
        {
            _line = line;
            _identity = identity;
            _network = network;
            _check = check;
            _install = install;
            _log = log;
        }

        /// <summary>Settings are on flash, for the next start.</summary>
        public bool IsKept { get; private set; }

        /// <summary>True where settings were committed, also once more.</summary>
        public bool Handle(ImprovDecoder frame)
        {
            byte step = frame.DataLength > 0 ? frame[0] : (byte)0;
            switch (step)
            {
                case SettingsSteps.Describe:
                    _line.Describe(_identity.Mac, _identity.Model, _identity.DeviceId);
                    return false;
                case SettingsSteps.Begin:
                    Begin(frame);
                    return false;
                case SettingsSteps.Chunk:
                    Take(frame);
                    return false;
                case SettingsSteps.Commit:
                    return Commit(frame);
                default:
                    Answer(step, SettingsOutcomes.UnknownStep, 0, "this firmware knows no such step: use the tool of the same version");
                    return false;
            }
        }

        private void Begin(ImprovDecoder frame)
        {
            if (!HasLength(frame, BeginLength)) return;
            int length = (int)Number(frame, 1, 2);
            if (length == 0 || length > SettingsAnswer.Largest)
            {
                Answer(frame[0], SettingsOutcomes.TooLarge, SettingsAnswer.Largest, "settings of " + length.ToString() + " bytes: give 1 to " + SettingsAnswer.Largest.ToString());
                return;
            }

            _transfer.Begin(length, (uint)Number(frame, 3, 4));
            Done(frame[0]);
        }

        private void Take(ImprovDecoder frame)
        {
            if (frame.DataLength <= ChunkHead) Malformed(frame[0]);
            else if (_transfer.Bytes == null) NotBegun(frame[0]);
            else if (_transfer.Take((int)Number(frame, 1, 2), frame.Bytes, ImprovFrame.DataAt + ChunkHead, frame.DataLength - ChunkHead)) Done(frame[0]);
            else Gap(frame[0]);
        }

        private bool Commit(ImprovDecoder frame)
        {
            if (!HasLength(frame, CommitLength)) return false;
            uint crc = (uint)Number(frame, 1, 4);
            bool again = IsKept && crc == _keptCrc;
            if (again) Done(frame[0]);
            else if (_network.IsRunning) Answer(frame[0], SettingsOutcomes.Busy, 0, "the board tries a network: again when it says what came of that");
            else if (!_transfer.Is(crc)) NotBegun(frame[0]);
            else if (!_transfer.IsComplete) Gap(frame[0]);
            else if (!_transfer.IsWhole) Damaged(frame[0]);
            else return Keep(frame[0], crc);
            return again;
        }

        private bool Keep(byte step, uint crc)
        {
            Fields fields = _check.Judge(_transfer.Bytes, _network);
            for (int i = 0; i < fields.FaultCount; i++)
                _line.Answer(step, SettingsOutcomes.Fault, 0, fields.FaultAt(i).Name, fields.FaultAt(i).Text);
            if (fields.Faulty)
            {
                _log.Warning("settings by cable refused: " + fields.Faults);
                Answer(step, SettingsOutcomes.Refused, 0, fields.FaultCount.ToString() + " faults: correct them and send the settings again");
                return false;
            }

            if (!_install.Put(_check.Content))
            {
                Answer(step, SettingsOutcomes.NotKept, 0, "the flash refused " + _check.Content.Length.ToString() + " bytes: restart the board and send them again");
                return false;
            }

            _keptCrc = crc;
            IsKept = true;
            Done(step);
            return true;
        }

        private bool HasLength(ImprovDecoder frame, int length)
        {
            if (frame.DataLength == length) return true;
            Malformed(frame[0]);
            return false;
        }

        private void Done(byte step) => _line.Answer(step, SettingsOutcomes.Done, _transfer.Count, "", "");

        private void Malformed(byte step) => Answer(step, SettingsOutcomes.Malformed, 0, "the frame is too short or too long for its step");

        private void NotBegun(byte step) => Answer(step, SettingsOutcomes.NotBegun, 0, "the board knows nothing of these settings: begin again");

        private void Gap(byte step) => Answer(step, SettingsOutcomes.Gap, _transfer.Count, "go on from byte " + _transfer.Count.ToString());

        private void Damaged(byte step)
        {
            _transfer.Restart();
            Answer(step, SettingsOutcomes.Damaged, 0, "what arrived is not what was begun: send it again from byte 0");
        }

        private void Answer(byte step, byte outcome, int offset, string sentence) => _line.Answer(step, outcome, offset, "", sentence);

        private static long Number(ImprovDecoder frame, int at, int width) => LittleEndian.Get(frame.Bytes, ImprovFrame.DataAt + at, width);
    }
}
