using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>Leaves out of a sampling what is no news. Sensors without a rule are always taken. Belongs to the sampler.</summary>
    public sealed class ReportPolicy
    {
        private readonly ReportRule[] _rules;

        public ReportPolicy(ReportRule[] rules)
        {
            _rules = rules;
        }

        public void Apply(ReadingList readings, long nowMs)
        {
            for (int i = readings.Count - 1; i >= 0; i--)
            {
                Reading reading = readings.Items[i];
                ReportRule rule = Find(reading.SensorName);
                if (rule != null && !rule.Takes(Value(reading), nowMs)) readings.RemoveAt(i);
            }
        }

        private ReportRule Find(string sensor)
        {
            for (int i = 0; i < _rules.Length; i++)
                if (_rules[i].Sensor == sensor) return _rules[i];
            return null;
        }

        private static double Value(Reading reading)
        {
            double value = reading.Scaled;
            for (int i = 0; i < reading.Decimals; i++) value /= 10;
            return value;
        }
    }
}
