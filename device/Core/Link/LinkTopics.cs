using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>The topics of this board, put together once.</summary>
    public sealed class LinkTopics
    {
        public LinkTopics(string ns, string deviceId)
        {
            Status = Topics.Device(ns, deviceId, Topics.Status);
            Info = Topics.Device(ns, deviceId, Topics.Info);
            Data = Topics.Device(ns, deviceId, Topics.Data);
            Heartbeat = Topics.Device(ns, deviceId, Topics.Heartbeat);
            ConfigReported = Topics.Device(ns, deviceId, Topics.ConfigReported);
            ConfigDesired = Topics.Device(ns, deviceId, Topics.ConfigDesired);
            Response = Topics.Device(ns, deviceId, Topics.Response);
            Stored = Topics.Device(ns, deviceId, Topics.Stored);
            Command = Topics.Device(ns, deviceId, Topics.Command);
            BroadcastCommand = Topics.Under(ns, Topics.BroadcastCommand);
            Gateway = Topics.Under(ns, Topics.SystemGateway);
        }

        public string Status { get; }

        public string Info { get; }

        public string Data { get; }

        public string Heartbeat { get; }

        public string Response { get; }

        public string ConfigReported { get; }

        public string ConfigDesired { get; }

        public string Stored { get; }

        public string Command { get; }

        public string BroadcastCommand { get; }

        public string Gateway { get; }

        /// <summary>What the board listens to.</summary>
        public string[] Subscriptions => new[] { Stored, Command, BroadcastCommand, Gateway, ConfigDesired };
    }
}
