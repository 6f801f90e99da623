namespace Nanofleet.Contract
{
    /// <summary>How far a desired document is on a board.</summary>
    public static class ConfigStates
    {
        /// <summary>In force, but for keys whose own code says otherwise.</summary>
        public const string Applied = "applied";

        /// <summary>In force, and taken back by itself unless a reading is confirmed stored in time.</summary>
        public const string Trial = "trial";

        /// <summary>Was tried and taken back: the settings from before are in force.</summary>
        public const string Reverted = "reverted";

        /// <summary>Nothing of it was used: it could not be read, or not be kept.</summary>
        public const string Refused = "refused";
    }
}
