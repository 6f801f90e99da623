namespace Nanofleet.Device.Core.Link
{
    /// <summary>Why the link ended or did not come about, as the heartbeat counts it and the console names it.</summary>
    public static class LinkFault
    {
        public const string NoWifi = "no_wifi";

        /// <summary>The broker's name was not found.</summary>
        public const string NoDns = "no_dns";

        public const string NoBroker = "no_broker";
        public const string NotSubscribed = "not_subscribed";
        public const string NoBirth = "no_birth";
        public const string Lost = "connection_lost";
        public const string NotAcknowledged = "not_acknowledged";
        public const string Silent = "silent";
        public const string NotSent = "not_sent";
        public const string Flood = "flood";
        public const string Exception = "exception";
    }
}
