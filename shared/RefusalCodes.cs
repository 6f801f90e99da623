namespace Nanofleet.Contract
{
    /// <summary>Why an entry or a message was not taken: what quarantine, the API and logs name.</summary>
    public static class RefusalCodes
    {
        public const string NotJson = "not_json";
        public const string WrongShape = "wrong_shape";
        public const string TooLarge = "too_large";
        public const string TooManyEntries = "too_many_entries";
        public const string UnknownTopic = "unknown_topic";
        public const string DeviceId = "device_id";
        public const string UnknownDevice = "unknown_device";

        /// <summary>Good, and kept until its device is approved.</summary>
        public const string Pending = "pending";
        public const string Suspended = "suspended";
        public const string Retired = "retired";
        public const string SensorName = "sensor_name";
        public const string Value = "value";
        public const string Unit = "unit";
        public const string Location = "location";

        /// <summary>A time further ahead than a clock can be wrong.</summary>
        public const string FutureTime = "future_time";
        public const string Boot = "boot";
        public const string Sequence = "sequence";
        public const string TooManyGaps = "too_many_gaps";
        public const string Retained = "retained";

        /// <summary>Understood, but the database would not take it: a fault of the gateway.</summary>
        public const string NotStorable = "not_storable";

        /// <summary>It waited on the gateway's own disk, and the disk has damaged it.</summary>
        public const string SpoolDamaged = "spool_damaged";
    }
}
