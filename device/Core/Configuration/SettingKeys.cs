using System.Collections;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>What kind of setting a key is: it decides how a change of it comes into force.</summary>
    public static class SettingKeys
    {
        private static readonly string[] Identity = { "device_id", "namespace" };

        // With a wrong one of these the board cannot be reached any more: they are tried first.
        private static readonly string[] Link =
        {
            "wifi_ssid", "wifi_password", "broker_host", "broker_port", "broker_tls", "broker_ca", "broker_ca_pem", "broker_user", "broker_password",
            ClientCertificate.FileKey, ClientCertificate.PemKey, ClientCertificate.KeyFileKey, ClientCertificate.KeyPemKey,
        };

        // Come into force at once; all others with a restart.
        private static readonly string[] Live = { "interval_ms", "log_level", "trial_s" };

        public static bool IsIdentity(string key) => Has(Identity, key);

        public static bool IsLink(string key) => Has(Link, key);

        /// <summary>What changes from one set of members to another.</summary>
        public static SettingsChange Compare(Hashtable before, Hashtable after)
        {
            var change = new SettingsChange();
            foreach (DictionaryEntry entry in after)
                if (!JsonValue.Same(before.Contains(entry.Key) ? before[entry.Key] : null, entry.Value)) Note(change, (string)entry.Key);
            foreach (DictionaryEntry entry in before)
                if (!after.Contains(entry.Key) && entry.Value != null) Note(change, (string)entry.Key);
            return change;
        }

        private static void Note(SettingsChange change, string key)
        {
            if (IsLink(key)) change.Link = true;
            else if (!Has(Live, key)) change.NeedsRestart = true;
        }

        private static bool Has(string[] keys, string key)
        {
            for (int i = 0; i < keys.Length; i++)
                if (keys[i] == key) return true;
            return false;
        }
    }
}
