namespace Nanofleet.Device.Core.Outbox
{
    /// <summary>When a record that the broker has, but nobody reports stored, is sent again.</summary>
    public static class Resend
    {
        private const int FirstMs = 15000;

        // A gateway that is away for hours must not find the same record a hundred times.
        private const int MostDoublings = 4;

        /// <param name="sent">How often it was sent before the last time.</param>
        public static long WaitMs(int sent) => FirstMs << (sent < MostDoublings ? sent : MostDoublings);
    }
}
