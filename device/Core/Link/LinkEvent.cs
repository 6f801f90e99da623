namespace Nanofleet.Device.Core.Link
{
    /// <summary>Something that the MQTT library reported.</summary>
    public sealed class LinkEvent
    {
        public const int Message = 0;
        public const int Acknowledged = 1;
        public const int Subscribed = 2;
        public const int Closed = 3;

        public int Kind;
        public int Connection;
        public int MessageId;

        /// <summary>Acknowledged: whether the broker has it. Subscribed: whether all filters were granted.</summary>
        public bool Ok;

        public string Topic;
        public byte[] Payload;
        public bool Retained;
    }
}
