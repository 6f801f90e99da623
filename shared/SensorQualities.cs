namespace Nanofleet.Contract
{
    /// <summary>What may be wrong with a sensor. One that is well has none, and one that is not gives no value.</summary>
    public static class SensorQualities
    {
        /// <summary>It does not answer, or not in a way that could be read.</summary>
        public const string NoAnswer = "no_answer";

        /// <summary>It answered what it cannot have measured.</summary>
        public const string OutOfRange = "out_of_range";

        /// <summary>Its driver failed; the board's console says how.</summary>
        public const string DriverError = "driver_error";
    }
}
