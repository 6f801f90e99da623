namespace Nanofleet.Device.Core.Link
{
    /// <summary>What one connection is opened with.</summary>
    public sealed class MqttOpening
    {
        /// <summary>Counts the attempts; events of another number belong to a connection that is gone.</summary>
        public int Connection;

        /// <summary>Where the broker is, as the last look-up gave it.</summary>
        public string Address;

        public string ClientId;
        public string WillTopic;

        /// <summary>Retained, at least once.</summary>
        public string WillPayload;

        public int KeepAliveS;
    }
}
