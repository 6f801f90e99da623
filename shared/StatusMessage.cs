#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Content of <c>devices/{id}/status</c>, retained: birth, last will and goodbye.
    /// A will carries the session it belongs to, so that a late one cannot speak for a newer connection.
    /// </summary>
    public sealed class StatusMessage
    {
        public const string Online = "online";
        public const string Offline = "offline";
        public const string Sleeping = "sleeping";

        public string Status;
        public string Boot;

        /// <summary>Counts the connections of one boot, from 1.</summary>
        public long Session;

        /// <summary>Such as power_on, reconnect, connection_lost, reboot; null where there is none.</summary>
        public string Reason;

        /// <summary>Unix milliseconds, 0 where unknown: a will is written before it is needed and has none.</summary>
        public long UnixMs;

        public string Ip;

        /// <summary>dBm, 0 where unknown.</summary>
        public int Rssi;

        /// <summary>Of a board that goes to sleep: Unix milliseconds at which it is to be heard again, 0 where it does not know the time.</summary>
        public long NextWakeMs;

        /// <summary>The same in seconds from now; 0 where it does not sleep.</summary>
        public long SleepS;

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("status", Status);
            json.Member("boot", Boot);
            json.Member("session", Session);
            json.MemberIfSet("reason", Reason);
            json.TimeIfKnown("timestamp", UnixMs);
            json.MemberIfSet("ip", Ip);
            if (Rssi != 0) json.Member("rssi", Rssi);
            json.TimeIfKnown("next_wake", NextWakeMs);
            if (SleepS > 0) json.Member("sleep_s", SleepS);
            json.EndObject();
        }
    }
}
