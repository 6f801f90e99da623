namespace Nanofleet.Device.Core.Link
{
    /// <summary>A message that the broker has not acknowledged yet.</summary>
    internal sealed class Flight
    {
        public const int Data = 0;
        public const int Info = 1;
        public const int Status = 2;
        public const int Response = 3;
        public const int Config = 4;

        public int Id;
        public int Kind;
        public long SentMs;

        /// <summary>Of data, with <see cref="Seq"/>.</summary>
        public string Boot;

        public long Seq;

        /// <summary>Of a response, to be sent again on the next connection.</summary>
        public byte[] Payload;
    }
}
