namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>One entry of the setting <c>sensors</c>.</summary>
    public sealed class SensorPlan
    {
        /// <summary>Null for the board's own state, which needs more than settings.</summary>
        public ISensor Sensor;

        /// <summary>Between two readings; 0 for the interval of the board.</summary>
        public int IntervalMs;

        /// <summary>Reads of which one reading is the median.</summary>
        public int Reads = 1;
    }
}
