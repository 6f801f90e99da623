namespace Nanofleet.Device.Core.Link
{
    /// <summary>What one connection is opened with.</summary>
    public sealed class MqttOpening
    {
        /// <summary>Counts the attempts; events of another number belong to a connection that is gone.</summary>
        public int Connection;

        public string ClientId;
        public string WillTopic;

        /// <summary>Retained, at least once.</summary>
        public string WillPayload;

        public int KeepAliveS;
    }
}
