namespace Nanofleet.Contract
{
    /// <summary>What became of one key of a desired document, as <c>config/reported</c> says.</summary>
    public static class ConfigCodes
    {
        public const string Applied = "applied";
        public const string UnknownKey = "unknown_key";
        public const string WrongType = "wrong_type";
        public const string OutOfRange = "out_of_range";

        /// <summary>Only with the board in hand: a name that the gateway would not know it by.</summary>
        public const string NotAllowed = "not_allowed";

        /// <summary>Good by itself, but not together with the other settings.</summary>
        public const string Conflict = "conflict";

        /// <summary>Was tried, and taken back.</summary>
        public const string Reverted = "reverted";
    }
}
