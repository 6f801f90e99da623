namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>When a value of one sensor is news: it moved, or nothing was told for too long.</summary>
    public sealed class ReportRule
    {
        private bool _told;
        private double _value;
        private long _toldMs;

        public ReportRule(string sensor)
        {
            Sensor = sensor;
        }

        public string Sensor { get; }

        /// <summary>In the sensor's unit; a smaller change is no news. 0 for none.</summary>
        public double Deadband { get; set; }

        /// <summary>Of the value told last; the wider of the two deadbands counts.</summary>
        public double DeadbandPercent { get; set; }

        /// <summary>However much it moves, not before so long after the last time.</summary>
        public int LeastMs { get; set; }

        /// <summary>However little it moves, after so long again; 0 for never.</summary>
        public int MostMs { get; set; }

        /// <summary>Whether a value is to be taken; then it is what the next one is compared with.</summary>
        public bool Takes(double value, long nowMs)
        {
            if (_told && !IsNews(value, nowMs - _toldMs)) return false;
            _told = true;
            _value = value;
            _toldMs = nowMs;
            return true;
        }

        private bool IsNews(double value, long silentMs)
        {
            if (silentMs < LeastMs) return false;
            if (MostMs > 0 && silentMs >= MostMs) return true;
            double moved = value > _value ? value - _value : _value - value;
            double relative = (_value < 0 ? -_value : _value) * DeadbandPercent / 100;
            double deadband = relative > Deadband ? relative : Deadband;
            return deadband == 0 || moved >= deadband;
        }
    }
}
