namespace Nanofleet.Contract
{
    /// <summary>
    /// Sequence numbers <see cref="From"/> to <see cref="To"/>, both included, of one boot that will not come any more.
    /// Those of them that the gateway has stored all the same stay stored.
    /// </summary>
    public sealed class DropRange
    {
        public DropRange(string boot, long from, long to, string reason)
        {
            Boot = boot;
            From = from;
            To = to;
            Reason = reason;
        }

        public string Boot { get; }

        public long From { get; }

        public long To { get; }

        public string Reason { get; }

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("boot", Boot);
            json.Member("from", From);
            json.Member("to", To);
            json.Member("reason", Reason);
            json.EndObject();
        }
    }
}
