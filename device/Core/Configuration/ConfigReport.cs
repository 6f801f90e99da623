using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>Writes <c>config/reported</c>: each key with its code and, where it is in force, its value; of a secret only that it is set.</summary>
    public sealed class ConfigReport
    {
        private readonly JsonBuffer _json;
        private readonly ConfigStore _store;

        /// <param name="json">Of the link thread, of a message's size.</param>
        public ConfigReport(JsonBuffer json, ConfigStore store)
        {
            _json = json;
            _store = store;
        }

        /// <param name="refusal">Why the last document was not taken; null where it was.</param>
        public byte[] Write(string refusal, bool restarting)
        {
            KeyResult[] results = refusal == null ? Results() : new KeyResult[0];
            Write(refusal, restarting, results, true);
            // Values and sentences are what can be long; the codes of as many keys as a document can name fit.
            if (_json.Overflowed) Write(refusal, restarting, results, false);
            return _json.ToArray();
        }

        private KeyResult[] Results()
        {
            SettingsMerge newest = _store.Newest();
            return newest == null ? new KeyResult[0] : newest.Results;
        }

        private void Write(string refusal, bool restarting, KeyResult[] results, bool whole)
        {
            var message = new ConfigReportedMessage
            {
                Version = refusal == null ? _store.NewestVersion : 0,
                State = refusal == null ? State(_store.Phase) : ConfigStates.Refused,
                Reason = refusal ?? Reason(_store.Phase, _store.Reason),
                ActiveVersion = _store.VersionInForce,
                Restarting = restarting,
            };
            _json.Clear();
            message.Begin(_json);
            for (int i = 0; i < results.Length; i++) Write(results[i], whole);
            ConfigReportedMessage.End(_json);
        }

        private void Write(KeyResult result, bool whole)
        {
            bool reverted = result.IsApplied && _store.Phase == ConfigPhase.Reverted;
            ConfigReportedMessage.BeginResult(_json, result.Key, reverted ? ConfigCodes.Reverted : result.Code);
            if (whole && result.IsApplied && !reverted)
            {
                _json.Name("value");
                if (ConfigSecrets.IsSecret(result.Key)) _json.String(ConfigSecrets.Mask);
                else JsonValue.Write(_json, result.Value);
            }

            ConfigReportedMessage.EndResult(_json, whole ? result.Message : null);
        }

        private static string State(ConfigPhase phase)
        {
            switch (phase)
            {
                case ConfigPhase.Trial: return ConfigStates.Trial;
                case ConfigPhase.Reverted: return ConfigStates.Reverted;
                default: return ConfigStates.Applied;
            }
        }

        private static string Reason(ConfigPhase phase, RevertReason reason)
        {
            if (phase != ConfigPhase.Reverted) return null;
            switch (reason)
            {
                case RevertReason.Restarts: return "restarts";
                case RevertReason.Damaged: return "damaged";
                default: return "not_confirmed";
            }
        }
    }
}
