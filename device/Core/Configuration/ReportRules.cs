using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>Reads <c>"report":{"temperature":{"deadband":0.2,"min_s":10,"max_s":600}}</c>.</summary>
    public static class ReportRules
    {
        private const string Name = "report";
        private const double MostDeadband = 1000000;
        private const int MostS = 86400;

        public static ReportRule[] Read(Fields fields)
        {
            Hashtable sensors = fields.Table(Name);
            var rules = new ReportRule[sensors.Count];
            int at = 0;
            foreach (DictionaryEntry entry in sensors)
            {
                var sensor = (string)entry.Key;
                if (!Rules.IsSensorName(sensor)) fields.Fault(Name, "an object with \"" + sensor + "\"", "use names of sensors: a-z 0-9 _, not beginning with a digit");
                var table = entry.Value as Hashtable;
                if (table == null) fields.Fault(Name + "." + sensor, "no object", "give an object such as {\"deadband\":0.2}");
                rules[at++] = Read(sensor, new Fields(table), fields);
            }

            return rules;
        }

        private static ReportRule Read(string sensor, Fields members, Fields fields)
        {
            var rule = new ReportRule(sensor)
            {
                Deadband = members.Number("deadband", 0, 0, MostDeadband),
                DeadbandPercent = members.Number("deadband_percent", 0, 0, 100),
                LeastMs = members.Integer("min_s", 0, 0, MostS) * 1000,
                MostMs = members.Integer("max_s", 0, 0, MostS) * 1000,
            };
            if (rule.MostMs > 0 && rule.MostMs < rule.LeastMs) members.Fault("max_s", (rule.MostMs / 1000).ToString(), "give at least min_s, or 0 for never");
            members.RefuseOthers();
            if (members.Faulty) fields.Fault(Name + "." + sensor, null, members.Faults);
            return rule;
        }
    }
}
