using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Power;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>Reads <c>"deep_sleep":{"sleep_s":300,"samples":1,"batch_every":6}</c>.</summary>
    public static class DeepSleep
    {
        public const int LeastSleepS = 5;
        public const int MostSleepS = 86400;

        private const string Name = "deep_sleep";
        private const int MostSamples = 16;
        private const int MostBatch = 1000;
        private const int LeastAwakeS = 10;
        private const int MostAwakeS = 600;

        /// <param name="settings">With interval and outbox.</param>
        /// <returns>Null where the setting is absent.</returns>
        public static SleepSettings Read(Fields fields, Settings settings)
        {
            if (!fields.Has(Name)) return null;
            var members = new Fields(fields.Table(Name));
            var sleep = new SleepSettings
            {
                SleepS = members.Required("sleep_s", LeastSleepS, MostSleepS),
                Samples = members.Integer("samples", 1, 1, MostSamples),
                BatchEvery = members.Integer("batch_every", 1, 1, MostBatch),
                AwakeMs = members.Integer("awake_s", 60, LeastAwakeS, MostAwakeS) * 1000,
            };
            if ((sleep.Samples - 1) * (long)settings.IntervalMs >= sleep.AwakeMs)
                members.Fault("samples", sleep.Samples.ToString(), "interval_ms apart they do not fit into awake_s; lower one of them");
            members.RefuseOthers();
            if (members.Faulty) fields.Fault(Name, null, members.Faults);
            if (settings.Outbox.FlashBytes == 0) fields.Fault("outbox_flash_kb", "0", "memory does not outlast a sleep; give at least 8");
            return sleep;
        }
    }
}
