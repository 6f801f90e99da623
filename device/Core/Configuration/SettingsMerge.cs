using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Lays a desired document over the board's own settings file. A key that is wrong is left out and answered; the others
    /// hold. The outcome is always a set of settings that the board can run with, as long as its own file is one.
    /// </summary>
    public sealed class SettingsMerge
    {
        private readonly IFileStore _files;
        private readonly byte[] _mac;
        private readonly ISensorKind[] _kinds;
        private readonly Hashtable _own;

        /// <param name="own">The members of the settings file, which are good by themselves.</param>
        public SettingsMerge(Hashtable own, IFileStore files, byte[] mac, ISensorKind[] kinds)
        {
            _own = own;
            _files = files;
            _mac = mac;
            _kinds = kinds;
        }

        public Settings Settings { get; private set; }

        /// <summary>All members that are in force.</summary>
        public Hashtable Members { get; private set; }

        public KeyResult[] Results { get; private set; }

        /// <param name="document">Null for none.</param>
        public SettingsMerge Lay(ConfigDocument document)
        {
            Results = document == null ? new KeyResult[0] : ResultsOf(document.Settings);
            for (int i = 0; i < Results.Length; i++)
                if (SettingKeys.IsIdentity(Results[i].Key)) Results[i].Refuse(ConfigCodes.NotAllowed, Results[i].Key + ": only in the file on the board");
            Fields fields = Parse();
            while (fields.Faulty && HasApplied)
            {
                if (!LeaveOutNamed(fields)) LeaveOutConflicting(fields);
                fields = Parse();
            }

            return this;
        }

        private Fields Parse()
        {
            Members = new Hashtable();
            foreach (DictionaryEntry entry in _own) Members[entry.Key] = entry.Value;
            for (int i = 0; i < Results.Length; i++)
                if (Results[i].IsApplied) Members[Results[i].Key] = Results[i].Value;
            var fields = new Fields(Members);
            Settings = SettingsFile.Parse(fields, _files, _mac, _kinds);
            return fields;
        }

        // Keys of the document that a fault names.
        private bool LeaveOutNamed(Fields fields)
        {
            bool found = false;
            for (int i = 0; i < fields.FaultCount; i++)
            {
                FieldFault fault = fields.FaultAt(i);
                KeyResult result = Find(KeyOf(fault.Name));
                if (result == null || !result.IsApplied) continue;
                result.Refuse(fault.Code, fault.Text);
                found = true;
            }

            return found;
        }

        // What is wrong is a key that the document does not name: the key is left out without which less is wrong, else all.
        private void LeaveOutConflicting(Fields fields)
        {
            for (int i = 0; i < Results.Length; i++)
            {
                if (!Results[i].IsApplied) continue;
                Results[i].Refuse(ConfigCodes.Conflict, fields.Faults);
                if (Parse().FaultCount < fields.FaultCount) return;
                Results[i].Accept();
            }

            for (int i = 0; i < Results.Length; i++)
                if (Results[i].IsApplied) Results[i].Refuse(ConfigCodes.Conflict, fields.Faults);
        }

        private bool HasApplied
        {
            get
            {
                for (int i = 0; i < Results.Length; i++)
                    if (Results[i].IsApplied) return true;
                return false;
            }
        }

        private KeyResult Find(string key)
        {
            for (int i = 0; i < Results.Length; i++)
                if (Results[i].Key == key) return Results[i];
            return null;
        }

        private static string KeyOf(string name)
        {
            int dot = name.IndexOf('.');
            return dot < 0 ? name : name.Substring(0, dot);
        }

        private static KeyResult[] ResultsOf(Hashtable settings)
        {
            var results = new KeyResult[settings.Count];
            int at = 0;
            foreach (DictionaryEntry entry in settings) results[at++] = new KeyResult((string)entry.Key, entry.Value);
            return results;
        }
    }
}
