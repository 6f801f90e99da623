namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>
    /// What becomes of each sensor's readings while the outbox fills up, before anything that was taken has to go. A sensor that
    /// is thinned out gives every second one when it is half full and every fourth when three quarters; where some are critical,
    /// only those are taken in the last eighth. All others are taken, and the oldest makes room. What is left out never gets a
    /// number: it is counted apart.
    /// </summary>
    public sealed class IntakePolicy
    {
        private const int ThinFrom = 4;
        private const int ThinMoreFrom = 6;
        private const int CriticalFrom = 7;

        private readonly string[] _thin;
        private readonly string[] _critical;
        private readonly int[] _seen;

        /// <param name="thin">Sensor names that are thinned out.</param>
        /// <param name="critical">Sensor names that are taken for as long as there is any room.</param>
        public IntakePolicy(string[] thin, string[] critical)
        {
            _thin = thin;
            _critical = critical;
            _seen = new int[thin.Length];
        }

        /// <summary>Readings that were left out since the start.</summary>
        public long LeftOut { get; private set; }

        /// <summary>Takes out of one sampling what the outbox is to be spared.</summary>
        /// <param name="eighths">How full the outbox is.</param>
        public void Apply(ReadingList readings, int eighths)
        {
            int every = eighths >= ThinMoreFrom ? 4 : eighths >= ThinFrom ? 2 : 1;
            bool onlyCritical = eighths >= CriticalFrom && _critical.Length > 0;
            for (int i = readings.Count - 1; i >= 0; i--)
            {
                string name = readings.Items[i].SensorName;
                int thin = Find(_thin, name);
                // Each counts for itself: sensors with intervals of their own are not in every sampling.
                bool thinned = thin >= 0 && ++_seen[thin] % every != 0;
                if (Find(_critical, name) >= 0 || !(onlyCritical || thinned)) continue;
                readings.RemoveAt(i);
                LeftOut++;
            }
        }

        private static int Find(string[] names, string name)
        {
            for (int i = 0; i < names.Length; i++)
                if (names[i] == name) return i;
            return -1;
        }
    }
}
