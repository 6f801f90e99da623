#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// Every topic of the contract, in the only place where they are spelled.
    /// All carry the optional namespace in front: <c>{ns}/devices/{id}/data</c>.
    /// </summary>
    public static class Topics
    {
        public const string Root = "devices";

        /// <summary>Second root that other firmware uses; accepted where configured.</summary>
        public const string SingularRoot = "device";

        public const string Status = "status";
        public const string Info = "info";
        public const string Data = "data";
        public const string Heartbeat = "heartbeat";
        public const string Response = "response";
        public const string ConfigReported = "config/reported";
        public const string Log = "log";
        public const string OtaRequest = "ota/request";
        public const string OtaProgress = "ota/progress";
        public const string Stored = "stored";
        public const string Command = "command";
        public const string ConfigDesired = "config/desired";
        public const string OtaOffer = "ota/offer";

        public const string BroadcastCommand = "broadcast/command";
        public const string ConfigGlobal = "config/global";
        public const string SystemBroadcast = "system/broadcast";
        public const string SystemGateway = "system/gateway";
        public const string SystemDevicesOnline = "system/devices/online";
        public const string SystemDevicesOffline = "system/devices/offline";

        /// <summary><c>devices/{id}/{leaf}</c> under the namespace, which may be null or empty.</summary>
        public static string Device(string ns, string id, string leaf) => Under(ns, Root + "/" + id + "/" + leaf);

        /// <summary>A topic outside the devices, such as <see cref="SystemGateway"/>, under the namespace.</summary>
        public static string Under(string ns, string topic) => ns == null || ns.Length == 0 ? topic : ns + "/" + topic;

        public static string GroupCommand(string ns, string group) => Under(ns, "groups/" + group + "/command");

        public static string GroupConfig(string ns, string group) => Under(ns, "config/group/" + group);

        /// <summary>
        /// Takes a topic apart. Returns <see cref="TopicKind.None"/> for what is not a device's topic in this namespace;
        /// <paramref name="id"/> is then null unless the shape was right and only the leaf is unknown.
        /// The id is returned as it stands: whether it is allowed is for <see cref="Rules.IsDeviceId"/> to say.
        /// </summary>
        public static TopicKind Parse(string topic, string ns, bool singularToo, out string id, out string sensor)
        {
            id = null;
            sensor = null;
            int at = 0;
            if (ns != null && ns.Length > 0)
            {
                if (!StartsWith(topic, 0, ns) || !At(topic, ns.Length, '/')) return TopicKind.None;
                at = ns.Length + 1;
            }

            if (StartsWith(topic, at, Root) && At(topic, at + Root.Length, '/')) at += Root.Length + 1;
            else if (singularToo && StartsWith(topic, at, SingularRoot) && At(topic, at + SingularRoot.Length, '/')) at += SingularRoot.Length + 1;
            else return TopicKind.None;

            int slash = topic.IndexOf('/', at);
            if (slash <= at) return TopicKind.None;
            id = topic.Substring(at, slash - at);
            string leaf = topic.Substring(slash + 1);
            TopicKind kind = Leaf(leaf);
            if (kind != TopicKind.None) return kind;
            if (leaf.Length > Data.Length + 1 && StartsWith(leaf, 0, Data) && At(leaf, Data.Length, '/') && leaf.IndexOf('/', Data.Length + 1) < 0)
            {
                sensor = leaf.Substring(Data.Length + 1);
                return TopicKind.SensorData;
            }

            return TopicKind.None;
        }

        /// <summary>
        /// Whether a topic matches a filter: '+' one level, '#' the rest and the parent, and neither the first level of a topic that begins with '$'.
        /// Source: MQTT 5.0 section 4.7.1 and 4.7.2.
        /// </summary>
        public static bool Matches(string filter, string topic)
        {
            int f = 0;
            int t = 0;
            if (topic.Length > 0 && topic[0] == '$' && filter.Length > 0 && (filter[0] == '+' || filter[0] == '#')) return false;
            while (f < filter.Length)
            {
                if (filter[f] == '#') return true;
                if (filter[f] == '+')
                {
                    while (t < topic.Length && topic[t] != '/') t++;
                    f++;
                }
                else
                {
                    while (f < filter.Length && filter[f] != '/')
                    {
                        if (t >= topic.Length || topic[t] != filter[f]) return false;
                        f++;
                        t++;
                    }
                }

                if (f == filter.Length) return t == topic.Length;
                if (t == topic.Length) return filter.Length == f + 2 && filter[f + 1] == '#';
                if (topic[t] != '/') return false;
                f++;
                t++;
            }

            // Reached when the filter ends in '/': its last level is empty.
            return t == topic.Length;
        }

        private static TopicKind Leaf(string leaf)
        {
            switch (leaf)
            {
                case Status: return TopicKind.Status;
                case Info: return TopicKind.Info;
                case Data: return TopicKind.Data;
                case Heartbeat: return TopicKind.Heartbeat;
                case Response: return TopicKind.Response;
                case ConfigReported: return TopicKind.ConfigReported;
                case Log: return TopicKind.Log;
                case OtaRequest: return TopicKind.OtaRequest;
                case OtaProgress: return TopicKind.OtaProgress;
                case Stored: return TopicKind.Stored;
                case Command: return TopicKind.Command;
                case ConfigDesired: return TopicKind.ConfigDesired;
                case OtaOffer: return TopicKind.OtaOffer;
                default: return TopicKind.None;
            }
        }

        private static bool StartsWith(string text, int at, string part)
        {
            if (at + part.Length > text.Length) return false;
            for (int i = 0; i < part.Length; i++)
                if (text[at + i] != part[i]) return false;
            return true;
        }

        private static bool At(string text, int at, char wanted) => at < text.Length && text[at] == wanted;
    }
}
