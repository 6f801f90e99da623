using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>A desired document, read but not judged.</summary>
    public sealed class ConfigDocument
    {
        /// <summary>Twice what there is to set: each is answered by name, in one message.</summary>
        public const int MostKeys = 64;

        private ConfigDocument(long version, Hashtable settings)
        {
            Version = version;
            Settings = settings;
        }

        public long Version { get; }

        public Hashtable Settings { get; }

        /// <summary>Null where it cannot be read; <paramref name="fault"/> then says what is wrong.</summary>
        public static ConfigDocument Read(byte[] payload, out string fault)
        {
            fault = null;
            if (payload.Length > Limits.ConfigDocument) fault = payload.Length.ToString() + " bytes: " + Limits.ConfigDocument.ToString() + " are the most";
            else if (!JsonText.TryObject(payload, out Hashtable table)) fault = "not a JSON object";
            else
            {
                var fields = new Fields(table);
                long version = fields.Whole("version", 1, long.MaxValue);
                if (!fields.Has("settings")) fields.Fault("settings", "missing", "give an object");
                Hashtable settings = fields.Table("settings");
                if (settings.Count > MostKeys) fields.Fault("settings", settings.Count.ToString() + " keys", "give at most " + MostKeys.ToString());
                if (!fields.Faulty) return new ConfigDocument(version, settings);
                fault = fields.Faults;
            }

            return null;
        }
    }
}
