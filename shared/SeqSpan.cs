namespace Nanofleet.Contract
{
    /// <summary>Sequence numbers from <see cref="From"/> to <see cref="To"/>, both included.</summary>
    public sealed class SeqSpan
    {
        public SeqSpan(long from, long to)
        {
            From = from;
            To = to;
        }

        public long From { get; }

        public long To { get; }

        public bool Contains(long seq) => seq >= From && seq <= To;
    }
}
