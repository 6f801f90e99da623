using Nanofleet.Contract;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Takes desired documents in and answers each key of them. What could cut the link is tried, what else needs it comes with
    /// a planned restart. The same document again is answered and changes nothing, not even flash. Belongs to the link thread;
    /// no value of a secret leaves it.
    /// </summary>
    public sealed class ConfigDesk
    {
        private readonly ConfigStore _store;
        private readonly ConfigReport _report;
        private readonly LiveSettings _live;
        private readonly RestartRequest _restart;
        private readonly Log _log;
        private byte[] _waiting;
        private string _refusal;
        private bool _restarting;

        /// <param name="store">Already started.</param>
        public ConfigDesk(ConfigStore store, ConfigReport report, LiveSettings live, RestartRequest restart, Log log)
        {
            _store = store;
            _report = report;
            _live = live;
            _restart = restart;
            _log = log;
            ReportDue = store.Phase != ConfigPhase.None;
        }

        /// <summary>There is something new to report, or it has to be sent again.</summary>
        public bool ReportDue { get; private set; }

        /// <summary>What was reported did not arrive, or is no longer so. Any thread may say so.</summary>
        public void ReportAgain() => ReportDue = true;

        public void Handle(byte[] payload)
        {
            // Somebody cleared the retained message: that asks for nothing.
            if (payload.Length == 0) return;
            ReportDue = true;
            ConfigDocument document = ConfigDocument.Read(payload, out _refusal);
            if (document == null)
            {
                _log.Warning("configuration refused: " + _refusal);
                return;
            }

            if (_store.Knows(document, payload)) return;
            // One after the other: the trial's end decides what the next document is compared with.
            if (_store.Phase == ConfigPhase.Trial) _waiting = payload;
            else Adopt(document, payload);
        }

        /// <summary>The content of <c>config/reported</c>.</summary>
        public byte[] TakeReport()
        {
            byte[] waiting = _waiting;
            if (waiting != null && _store.Phase != ConfigPhase.Trial)
            {
                _waiting = null;
                Handle(waiting);
            }

            ReportDue = false;
            return _report.Write(_refusal, _restarting);
        }

        private void Adopt(ConfigDocument document, byte[] payload)
        {
            SettingsMerge before = _store.InForce();
            SettingsMerge after = _store.Judge(document);
            if (before == null || after == null)
            {
                _refusal = "the board's own settings cannot be read";
                return;
            }

            SettingsChange change = SettingKeys.Compare(before.Members, after.Members);
            if (!_store.Adopt(document, payload, change.Link))
            {
                _refusal = "the flash refused to keep it";
                _log.Error("configuration " + document.Version.ToString() + ": " + _refusal);
                return;
            }

            _log.Info("configuration " + document.Version.ToString() + (change.Link ? ": to be tried" : ": applied"));
            if (change.Link || change.NeedsRestart)
            {
                _restarting = true;
                _restart.Ask();
            }
            else
            {
                _live.Apply(after.Settings);
            }
        }
    }
}
