namespace Nanofleet.Contract
{
    /// <summary>How far a command is, as a board's response says. All but <see cref="Accepted"/> are final.</summary>
    public static class CommandStates
    {
        /// <summary>Begun, and takes a while: a final state follows under the same request id.</summary>
        public const string Accepted = "accepted";
        public const string Done = "done";

        /// <summary>Begun, and did not come to its end.</summary>
        public const string Failed = "failed";

        /// <summary>Came after its expires_at: nothing was done.</summary>
        public const string Expired = "expired";

        /// <summary>Unknown, with wrong parameters, or nothing that the board will do now: nothing was done.</summary>
        public const string Rejected = "rejected";

        /// <summary>The state that belongs to an error code; null, which is no error, is done.</summary>
        public static string OfError(string code)
        {
            switch (code)
            {
                case null: return Done;
                case ErrorCodes.Expired: return Expired;
                case ErrorCodes.Failed: return Failed;
                default: return Rejected;
            }
        }
    }
}
