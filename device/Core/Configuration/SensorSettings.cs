using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>
    /// Reads <c>"sensors":{"soil":{"type":"analog","channel":6,"unit":"%","median":5}}</c>: what every sensor has here, what a kind
    /// has of its own in the kind. The short settings for a DHT22 and a photoresistor become entries like any other.
    /// </summary>
    public static class SensorSettings
    {
        /// <summary>The board's own state; the only kind that needs no hardware.</summary>
        public const string Internal = "internal";

        private const string Name = "sensors";
        private const int MostReads = 15;

        /// <summary>Without the setting the board's own state is read, and what the short settings name.</summary>
        public static SensorPlan[] Read(Fields fields, ISensorKind[] kinds, int[] writablePins)
        {
            var entries = new Hashtable();
            bool given = fields.Has(Name);
            foreach (DictionaryEntry entry in fields.Table(Name)) entries.Add(entry.Key, entry.Value);
            if (!given) entries.Add("board", Entry(Internal));
            AddDht(fields, entries);
            AddLight(fields, entries);

            var plans = new SensorPlan[entries.Count];
            int at = 0;
            foreach (DictionaryEntry entry in entries) plans[at++] = Read((string)entry.Key, entry.Value as Hashtable, kinds, writablePins, fields);
            if (!fields.Faulty) RefuseTwins(plans, fields);
            return plans;
        }

        private static void AddDht(Fields fields, Hashtable entries)
        {
            int echo = fields.Integer("dht_echo_pin", Settings.NotFitted, Settings.NotFitted, SettingsFile.LastPin);
            int trigger = fields.Integer("dht_trigger_pin", Settings.NotFitted, Settings.NotFitted, SettingsFile.LastPin);
            if ((echo == Settings.NotFitted) != (trigger == Settings.NotFitted))
                fields.Fault(echo == Settings.NotFitted ? "dht_echo_pin" : "dht_trigger_pin", "missing", "a DHT22 needs both pins, wired to its one data line");
            if (echo == Settings.NotFitted || trigger == Settings.NotFitted) return;
            Hashtable entry = Entry("dht22");
            entry.Add("echo_pin", echo);
            entry.Add("trigger_pin", trigger);
            Add(entries, "dht22", entry, "dht_echo_pin", fields);
        }

        private static void AddLight(Fields fields, Hashtable entries)
        {
            int channel = fields.Integer("light_adc_channel", Settings.NotFitted, Settings.NotFitted, SettingsFile.LastAdcChannel);
            if (channel == Settings.NotFitted) return;
            Hashtable entry = Entry("analog");
            entry.Add("channel", channel);
            entry.Add("scale", 100);
            entry.Add("unit", "%");
            Add(entries, "light", entry, "light_adc_channel", fields);
        }

        private static void Add(Hashtable entries, string name, Hashtable entry, string setting, Fields fields)
        {
            if (entries.Contains(name)) fields.Fault(setting, null, "sensors has a " + name + " already; keep one of the two");
            else entries.Add(name, entry);
        }

        private static Hashtable Entry(string type)
        {
            var entry = new Hashtable();
            entry.Add("type", type);
            return entry;
        }

        private static SensorPlan Read(string name, Hashtable table, ISensorKind[] kinds, int[] writablePins, Fields fields)
        {
            if (!Rules.IsSensorName(name)) fields.Fault(Name, "an object with \"" + name + "\"", "use a-z 0-9 _, not beginning with a digit");
            if (table == null) fields.Fault(Name + "." + name, "no object", "give an object such as {\"type\":\"dht22\",\"echo_pin\":26,\"trigger_pin\":27}");
            var options = new Fields(table);
            var plan = new SensorPlan();
            if (table == null) return plan;
            string type = options.Text("type", null);
            if (options.Has("interval_ms")) plan.IntervalMs = options.Required("interval_ms", SettingsFile.LeastIntervalMs, SettingsFile.MostIntervalMs);
            plan.Reads = options.Integer("median", 1, 1, MostReads);
            ISensorKind kind = Find(kinds, type);
            if (kind != null) plan.Sensor = kind.Create(name, options);
            else if (type != Internal) options.Fault("type", "\"" + type + "\"", "use " + Known(kinds));
            RefuseWritable(table, writablePins, options);
            if (kind != null || type == Internal) options.RefuseOthers();
            if (options.Faulty) fields.Fault(Name + "." + name, null, options.Faults);
            return plan;
        }

        // A command must not be able to drive a sensor's pin.
        private static void RefuseWritable(Hashtable table, int[] writablePins, Fields options)
        {
            foreach (DictionaryEntry entry in table)
            {
                var key = (string)entry.Key;
                if (key != "pin" && !key.EndsWith("_pin")) continue;
                for (int i = 0; i < writablePins.Length; i++)
                    if (entry.Value is int && (int)entry.Value == writablePins[i]) options.Fault(key, entry.Value.ToString(), "is in writable_pins; take it out there");
            }
        }

        // Two sensors that give the same name could not be told apart, and a message holds only so many.
        private static void RefuseTwins(SensorPlan[] plans, Fields fields)
        {
            var seen = new ArrayList();
            for (int i = 0; i < plans.Length; i++)
            {
                string[] quantities = plans[i].Sensor == null ? VitalSigns.Names : plans[i].Sensor.Quantities;
                for (int k = 0; k < quantities.Length; k++)
                {
                    if (seen.Contains(quantities[k])) fields.Fault(Name, "a set with " + quantities[k] + " twice", "give one of them another name, or a prefix");
                    if (!Rules.IsSensorName(quantities[k])) fields.Fault(Name, "a set with \"" + quantities[k] + "\"", "use a shorter name, of a-z 0-9 _");
                    seen.Add(quantities[k]);
                }
            }

            if (seen.Count > Limits.BoardReadings)
                fields.Fault(Name, "a set that gives " + seen.Count.ToString() + " readings", "a message holds " + Limits.BoardReadings.ToString() + ": take some out");
        }

        private static ISensorKind Find(ISensorKind[] kinds, string type)
        {
            for (int i = 0; i < kinds.Length; i++)
                if (kinds[i].Type == type) return kinds[i];
            return null;
        }

        private static string Known(ISensorKind[] kinds)
        {
            var names = new System.Text.StringBuilder();
            for (int i = 0; i < kinds.Length; i++)
            {
                names.Append(kinds[i].Type);
                names.Append(", ");
            }

            return names.Append(Internal).ToString();
        }
    }
}
