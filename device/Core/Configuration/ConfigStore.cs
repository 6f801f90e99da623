using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// The board's settings across restarts: its own file, which is never written, and over it the desired document in force.
    /// Documents lie in two files of their own; one record says which counts. So whenever power goes, the next start finds one
    /// valid set of settings. Safe for several threads.
    /// </summary>
    public sealed class ConfigStore
    {
        public const string StateName = "config";
        public const string DocumentName = "config.";

        /// <summary>Starts that a trial may take: crashes and power cuts count, since the clock does not go on without power.</summary>
        public const int MostStarts = 3;

        private readonly object _gate = new object();
        private readonly IFileStore _files;
        private readonly byte[] _mac;
        private readonly ISensorKind[] _kinds;
        private readonly Log _log;
        private readonly TwinFile _record;
        private ConfigState _state = new ConfigState();

        /// <param name="mac">For the device id that a board has by itself.</param>
        /// <param name="kinds">What <c>sensors</c> may name.</param>
        public ConfigStore(IFileStore files, byte[] mac, ISensorKind[] kinds, Log log)
        {
            _files = files;
            _mac = mac;
            _kinds = kinds;
            _log = log;
            _record = new TwinFile(files, StateName);
        }

        public ConfigPhase Phase => _state.Phase;

        public RevertReason Reason => _state.Reason;

        public long NewestVersion => _state.NewestVersion;

        /// <summary>Of the document in force, 0 for none.</summary>
        public long VersionInForce => Phase == ConfigPhase.Trial ? _state.NewestVersion : _state.ActiveVersion;

        /// <summary>The settings of this start. Null where the board's own file cannot be used; <paramref name="faults"/> then says why.</summary>
        public Settings Start(out string faults)
        {
            Settings settings = SettingsFile.Read(_files, _mac, _kinds, out faults);
            byte[] own = settings == null ? null : _files.Read(SettingsFile.Name);
            if (own == null) return null;
            lock (_gate)
            {
                uint baseCrc = Crc32.Of(own, own.Length);
                _state = ConfigState.Decode(_record.Load());
                if (_state == null || _state.BaseCrc != baseCrc) _state = new ConfigState { BaseCrc = baseCrc };
                if (Phase == ConfigPhase.Trial) CountStart();
                if (Phase == ConfigPhase.Trial && Read(true) == null) Revert(RevertReason.Damaged);
                if (Phase != ConfigPhase.None && Phase != ConfigPhase.Trial && _state.ActiveFile != 0 && Read(false) == null)
                {
                    _log.Error("configuration " + _state.ActiveVersion.ToString() + " is damaged: the board's own settings hold");
                    _state = new ConfigState { BaseCrc = baseCrc };
                }
            }

            SettingsMerge inForce = InForce();
            return inForce == null ? settings : inForce.Settings;
        }

        /// <summary>What is in force now, put together anew; null where the board's own file cannot be read.</summary>
        public SettingsMerge InForce() => Judge(Read(Phase == ConfigPhase.Trial));

        /// <summary>What came of the newest document, put together anew; null as above.</summary>
        public SettingsMerge Newest() => Judge(Read(true));

        /// <summary>What a document would give; null as above.</summary>
        public SettingsMerge Judge(ConfigDocument document)
        {
            Hashtable own = SettingsFile.Load(_files.Read(SettingsFile.Name), out _);
            return own == null ? null : new SettingsMerge(own, _files, _mac, _kinds).Lay(document);
        }

        /// <summary>Whether this very document was the last that came.</summary>
        public bool Knows(ConfigDocument document, byte[] payload) =>
            Phase != ConfigPhase.None && document.Version == _state.NewestVersion && Crc32.Of(payload, payload.Length) == _state.NewestCrc;

        /// <summary>Puts a document into force, for good or as a trial; false when the flash refused: then all is as it was.</summary>
        public bool Adopt(ConfigDocument document, byte[] payload, bool trial)
        {
            lock (_gate)
            {
                int file = _state.ActiveFile == 1 ? 2 : 1;
                if (!_files.Write(DocumentName + file.ToString(), payload)) return false;
                var next = new ConfigState
                {
                    Phase = trial ? ConfigPhase.Trial : ConfigPhase.Applied,
                    NewestFile = file,
                    NewestVersion = document.Version,
                    NewestCrc = Crc32.Of(payload, payload.Length),
                    BaseCrc = _state.BaseCrc,
                    ActiveFile = _state.ActiveFile,
                    ActiveVersion = _state.ActiveVersion,
                    ActiveCrc = _state.ActiveCrc,
                };
                if (!trial) MakeActive(next);
                return Save(next);
            }
        }

        /// <summary>The trial was a success; false when the flash refused: to be tried again.</summary>
        public bool Confirm()
        {
            lock (_gate)
            {
                ConfigState next = Copy();
                next.Phase = ConfigPhase.Applied;
                MakeActive(next);
                return Save(next);
            }
        }

        /// <summary>The flash refused to keep that a trial was taken back: <see cref="KeepRevert"/> is to be tried again.</summary>
        public bool RevertUnkept { get; private set; }

        public void KeepRevert()
        {
            lock (_gate) RevertUnkept = RevertUnkept && Phase == ConfigPhase.Reverted && !Save(_state);
        }

        /// <summary>Takes the trial back. Where the flash refuses that holds for this start, and the next one counts on.</summary>
        public void Revert(RevertReason reason)
        {
            lock (_gate)
            {
                ConfigState next = Copy();
                next.Phase = ConfigPhase.Reverted;
                next.Reason = reason;
                RevertUnkept = !Save(next);
                if (RevertUnkept) _state = next;
                _log.Error("configuration " + next.NewestVersion.ToString() + " reverted: the settings from before hold");
            }
        }

        private void CountStart()
        {
            ConfigState next = Copy();
            next.Starts++;
            // A start that cannot be counted is not tried: it might be one of many.
            if (next.Starts > MostStarts || !Save(next)) Revert(RevertReason.Restarts);
        }

        private static void MakeActive(ConfigState state)
        {
            state.ActiveFile = state.NewestFile;
            state.ActiveVersion = state.NewestVersion;
            state.ActiveCrc = state.NewestCrc;
        }

        private ConfigState Copy() => ConfigState.Decode(_state.Encode());

        private bool Save(ConfigState next)
        {
            if (!_record.Save(next.Encode())) return false;
            _state = next;
            return true;
        }

        private ConfigDocument Read(bool newest)
        {
            int file = newest ? _state.NewestFile : _state.ActiveFile;
            byte[] payload = file == 0 ? null : _files.Read(DocumentName + file.ToString());
            if (payload == null || Crc32.Of(payload, payload.Length) != (newest ? _state.NewestCrc : _state.ActiveCrc)) return null;
            return ConfigDocument.Read(payload, out _);
        }
    }
}
