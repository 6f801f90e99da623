namespace Nanofleet.Contract
{
    /// <summary>Why a command was not carried out.</summary>
    public static class ErrorCodes
    {
        public const string UnknownAction = "unknown_action";
        public const string BadParams = "bad_params";
        public const string Expired = "expired";
        public const string Failed = "failed";

        /// <summary>Understood, but the board will not do it: not now, or not with this pin.</summary>
        public const string Rejected = "rejected";
    }
}
