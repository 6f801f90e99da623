namespace Nanofleet.Fuzz.Engine;

/// <summary>What the cases have reached: how many packets of each kind, and how each thing that was done came out.</summary>
public sealed class Coverage
{
    private readonly SortedDictionary<string, long> _packets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Packets => _packets;

    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    public void Packet(string kind) => Add(_packets, kind);

    public void Outcome(string what) => Add(_outcomes, what);

    private static void Add(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}
