using System.Collections;
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Reads and validates <c>nanofleet.json</c>, once, at start. Bad settings stop the start: every fault stands in one message,
    /// with field, value and fix. Secrets are never shown.
    /// </summary>
    public static class SettingsFile
    {
        public const string Name = "nanofleet.json";

        public const int LeastIntervalMs = 100;
        public const int MostIntervalMs = 86400000;

        // The widest of the ESP32 family (S3); the chip itself refuses what it has not.
        public const int LastPin = 48;

        public const int LastAdcChannel = 19;

        // The button that every development board of the first ESP32, the S2 and the S3 has.
        private const int BootPin = 0;

        // Joining the network, opening TLS and a first reading take their time.
        private const int LeastTrialS = 10;
        private const int MostTrialS = 3600;

        private const int LeastHeartbeatMs = 1000;
        private const int MostOutboxCapacity = 1024;

        // The file system has 256 KB, for settings, certificates and the radio's own notes as well.
        private const int MostFlashKb = 96;

        // Two segments: one is written while the other is given up.
        private const int LeastFlashKb = 8;
        private const int LeastFlushS = 10;
        private const int MostFlushS = 86400;
        private const int MostTimeServers = 4;

        /// <returns>Null where something is wrong; <paramref name="faults"/> then says what.</returns>
        /// <param name="kinds">What <c>sensors</c> may name.</param>
        public static Settings Read(IFileStore files, byte[] mac, ISensorKind[] kinds, out string faults)
        {
            Hashtable table = Load(files.Read(Name), out faults);
            if (table == null) return null;
            var fields = new Fields(table);
            Settings settings = Parse(fields, files, mac, kinds);
            faults = fields.Faulty ? Name + ": " + fields.Faults : null;
            return fields.Faulty ? null : settings;
        }

        /// <summary>The members of the file; null where there are none to read.</summary>
        public static Hashtable Load(byte[] content, out string faults)
        {
            faults = null;
            if (content == null) faults = Name + " is missing: bring settings by cable with tools/Provision, or write the file to I:\\ with at least wifi_ssid and broker_host";
            else if (JsonText.TryObject(content, out Hashtable table)) return table;
            else faults = Name + " is not a JSON object: check its brackets, quotes and commas";
            return null;
        }

        /// <summary>Settings of members from anywhere; of no use where they are then faulty.</summary>
        public static Settings Parse(Fields fields, IFileStore files, byte[] mac, ISensorKind[] kinds)
        {
            var settings = new Settings();
            Names(fields, settings, mac);
            Broker(fields, settings, files);
            Hardware(fields, settings, kinds);
            Pace(fields, settings);
            settings.TrialMs = fields.Integer("trial_s", 300, LeastTrialS, MostTrialS) * 1000;
            fields.RefuseOthers();
            return settings;
        }

        private static void Names(Fields fields, Settings settings, byte[] mac)
        {
            settings.DeviceId = fields.Text("device_id", OwnDeviceId(mac));
            if (!Rules.IsDeviceId(settings.DeviceId))
                fields.Fault("device_id", "\"" + settings.DeviceId + "\"", "use 1 to 64 of A-Z a-z 0-9 _ -");
            settings.Namespace = fields.Text("namespace", "");
            if (!Rules.IsNamespace(settings.Namespace))
                fields.Fault("namespace", "\"" + settings.Namespace + "\"", "use one topic level without / + #, not beginning with $");
            settings.WifiSsid = fields.Text("wifi_ssid", null);
            settings.WifiPassword = fields.Secret("wifi_password");
        }

        private static void Broker(Fields fields, Settings settings, IFileStore files)
        {
            settings.BrokerHost = fields.Text("broker_host", null);
            settings.BrokerTls = fields.Flag("broker_tls", false);
            settings.BrokerPort = fields.Integer("broker_port", settings.BrokerTls ? 8883 : 1883, 1, 65535);
            settings.BrokerUser = fields.Text("broker_user", "");
            settings.BrokerPassword = fields.Secret("broker_password");
            if (settings.BrokerPassword.Length > 0 && settings.BrokerUser.Length == 0)
                fields.Fault("broker_user", "missing", "broker_password needs a user");

            ClientCertificate.Read(fields, settings, files);
            string ca = fields.Text("broker_ca", "");
            string pem = fields.Text("broker_ca_pem", "");
            if (!settings.BrokerTls)
            {
                if (ca.Length > 0) fields.Fault("broker_tls", "false", "set it to true, or remove broker_ca");
                if (pem.Length > 0) fields.Fault("broker_tls", "false", "set it to true, or remove broker_ca_pem");
                return;
            }

            // The certificates themselves go before a file that holds others: they are what came last.
            if (pem.Length > 0)
            {
                settings.BrokerCa = Encoding.UTF8.GetBytes(pem);
                if (!IsPem(pem)) fields.Fault("broker_ca_pem", "no certificate", "give one or two in PEM, from -----BEGIN CERTIFICATE----- on");
                return;
            }

            // Without an authority the broker could be anyone: TLS is refused rather than unchecked.
            settings.BrokerCa = ca.Length == 0 ? null : files.Read(ca);
            if (ca.Length == 0) fields.Fault("broker_ca", "missing", "broker_tls needs the name of a PEM file on I:\\, or certificates in broker_ca_pem");
            else if (settings.BrokerCa == null) fields.Fault("broker_ca", "\"" + ca + "\"", "there is no such file on I:\\");
        }

        private static bool IsPem(string text) => text.IndexOf("-----BEGIN CERTIFICATE-----") >= 0 && text.IndexOf("-----END CERTIFICATE-----") > 0;

        private static void Hardware(Fields fields, Settings settings, ISensorKind[] kinds)
        {
            settings.LedPin = fields.Integer("led_pin", Settings.NotFitted, Settings.NotFitted, LastPin);
            settings.WritablePins = fields.Integers("writable_pins", 0, LastPin);
            settings.Sensors = SensorSettings.Read(fields, kinds, settings.WritablePins);
            settings.SafeHighPins = fields.Integers("safe_high_pins", 0, LastPin);
            settings.ErasePin = fields.Integer("erase_pin", BootPin, Settings.NotFitted, LastPin);
            var rights = new PinRights(settings.LedPin, settings.WritablePins, settings.SafeHighPins);
            bool taken = settings.ErasePin >= 0 && (settings.ErasePin == settings.LedPin || rights.MayWrite(settings.ErasePin));
            if (taken && fields.Has("erase_pin"))
                fields.Fault("erase_pin", settings.ErasePin.ToString(), "the LED or a writable pin has it; choose another, or -1 for none");
            else if (taken)
                settings.ErasePin = Settings.NotFitted;
            for (int i = 0; i < settings.SafeHighPins.Length; i++)
                if (settings.SafeHighPins[i] != settings.LedPin && !rights.MayWrite(settings.SafeHighPins[i]))
                    fields.Fault("safe_high_pins", "a list with " + settings.SafeHighPins[i].ToString(), "name pins of writable_pins, or led_pin");
        }

        private static void Pace(Fields fields, Settings settings)
        {
            settings.IntervalMs = fields.Integer("interval_ms", 10000, LeastIntervalMs, MostIntervalMs);
            settings.HeartbeatMs = fields.Integer("heartbeat_ms", 30000, LeastHeartbeatMs, MostIntervalMs);
            settings.Outbox = new OutboxLimits
            {
                Capacity = fields.Integer("outbox_capacity", 64, 1, MostOutboxCapacity),
                FlashBytes = fields.Integer("outbox_flash_kb", 64, 0, MostFlashKb) * 1024,
                FlushMs = fields.Integer("outbox_flush_s", 300, LeastFlushS, MostFlushS) * 1000,
            };
            int flashKb = settings.Outbox.FlashBytes / 1024;
            if (flashKb > 0 && flashKb < LeastFlashKb)
                fields.Fault("outbox_flash_kb", flashKb.ToString(), "give 0 for none, or from " + LeastFlashKb.ToString() + " to " + MostFlashKb.ToString());
            settings.DeepSleep = DeepSleep.Read(fields, settings);
            settings.OutboxThin = SensorNames(fields, "outbox_thin");
            settings.OutboxCritical = SensorNames(fields, "outbox_critical");
            settings.Report = ReportRules.Read(fields);
            settings.PubackIsEnough = fields.Flag("puback_is_enough", false);
            settings.SntpServers = TimeServers(fields);
            string level = fields.Text("log_level", "info");
            if (!LogLevels.TryParse(level, out settings.LogLevel))
                fields.Fault("log_level", "\"" + level + "\"", "use " + LogLevels.Known);
        }

        private static string[] TimeServers(Fields fields)
        {
            const string name = "sntp_servers";
            if (!fields.Has(name)) return new[] { "0.pool.ntp.org", "1.pool.ntp.org", "2.pool.ntp.org" };
            string[] servers = fields.Texts(name);
            if (servers.Length > MostTimeServers) fields.Fault(name, "a list of " + servers.Length.ToString(), "give at most " + MostTimeServers.ToString());
            for (int i = 0; i < servers.Length; i++)
                if (servers[i].Length == 0) fields.Fault(name, "a list with an empty text", "give names or addresses; an empty list leaves the time to the firmware image");
            return servers;
        }

        private static string[] SensorNames(Fields fields, string name)
        {
            string[] names = fields.Texts(name);
            for (int i = 0; i < names.Length; i++)
                if (!Rules.IsSensorName(names[i])) fields.Fault(name, "a list with \"" + names[i] + "\"", "use names of sensors: a-z 0-9 _, not beginning with a digit");
            return names;
        }

        /// <summary>By which a board goes whose settings name no other.</summary>
        public static string OwnDeviceId(byte[] mac) => "esp32-" + Hex(mac);

        public static string Hex(byte[] bytes)
        {
            const string digits = "0123456789abcdef";
            var text = new StringBuilder();
            for (int i = 0; i < bytes.Length; i++)
            {
                text.Append(digits[bytes[i] >> 4]);
                text.Append(digits[bytes[i] & 15]);
            }

            return text.ToString();
        }
    }
}
