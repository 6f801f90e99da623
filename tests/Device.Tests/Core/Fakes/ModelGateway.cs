using System.Text.Json;

namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>
/// What the gateway's ledger does, in a few lines: a number is stored once, dropped for one reason, or missing; stored wins.
/// Refuses what no board may send: a number that stands for two readings, a message that is too long.
/// </summary>
internal sealed class ModelGateway
{
    private readonly Dictionary<string, Boot> _boots = [];

    public IEnumerable<(string Boot, long Seq)> Stored => _boots.SelectMany(b => b.Value.Stored.Keys.Select(seq => (b.Key, seq)));

    public int Copies { get; private set; }

    /// <summary>Takes a message that was committed.</summary>
    public void Commit(SentMessage message)
    {
        if (message.Leaf == "heartbeat") Balance(message.Json);
        if (message.Leaf != "data") return;
        Assert.InRange(message.Payload.Length, 1, Limits.BoardMessage);
        var data = message.Json;
        var content = data.GetProperty("sensors").GetRawText() + data.GetProperty("uptime_ms").GetRawText();
        var boot = Of(data.GetProperty("boot").GetString()!);
        if (boot.Stored.TryGetValue(message.Seq, out var known))
        {
            Copies++;
            Assert.True(known == content, $"one number for two readings: {known} and {message.Text}");
            return;
        }

        boot.Stored.Add(message.Seq, content);
        boot.Dropped.Remove(message.Seq);
        boot.High = Math.Max(boot.High, message.Seq);
        if (data.TryGetProperty("dropped", out var drops)) Drop(drops);
    }

    public string? ReasonOf(string boot, long seq) => Of(boot).Dropped.GetValueOrDefault(seq);

    public bool IsStored(string boot, long seq) => Of(boot).Stored.ContainsKey(seq);

    public string[] Boots => [.. _boots.Keys];

    /// <summary>As the gateway's patience ends: what is missing of a boot counts as never arrived.</summary>
    public void GiveUp(Func<string, bool> isAbandoned)
    {
        foreach (var (name, boot) in _boots)
            foreach (var seq in isAbandoned(name) ? Missing(boot).ToArray() : []) boot.Dropped.Add(seq, DropReasons.NeverArrived);
    }

    /// <summary>The <c>stored</c> that a boot gets, or null where nothing is known of it.</summary>
    public StoredMessage? Reply(string name)
    {
        var boot = Of(name);
        if (boot.High == 0) return null;
        var spans = new List<SeqSpan>();
        foreach (var seq in Missing(boot))
        {
            if (spans.Count > 0 && spans[^1].To == seq - 1) spans[^1] = new SeqSpan(spans[^1].From, seq);
            else spans.Add(new SeqSpan(seq, seq));
        }

        return new StoredMessage(name, boot.High, [.. spans]);
    }

    private static IEnumerable<long> Missing(Boot boot)
    {
        while (boot.Stored.ContainsKey(boot.Settled + 1) || boot.Dropped.ContainsKey(boot.Settled + 1)) boot.Settled++;
        for (var seq = boot.Settled + 1; seq <= boot.High; seq++)
            if (!boot.Stored.ContainsKey(seq) && !boot.Dropped.ContainsKey(seq)) yield return seq;
    }

    private void Drop(JsonElement drops)
    {
        Assert.InRange(drops.GetArrayLength(), 1, Limits.DropRanges);
        foreach (var drop in drops.EnumerateArray())
        {
            var boot = Of(drop.GetProperty("boot").GetString()!);
            var reason = drop.GetProperty("reason").GetString()!;
            var to = drop.GetProperty("to").GetInt64();
            for (var seq = drop.GetProperty("from").GetInt64(); seq <= to; seq++)
            {
                if (boot.Stored.ContainsKey(seq)) continue;
                // Power loss says the least, never arrived even less.
                var before = boot.Dropped.GetValueOrDefault(seq, DropReasons.NeverArrived);
                if (before == DropReasons.NeverArrived || (before == DropReasons.PowerLoss && reason != DropReasons.PowerLoss)) boot.Dropped[seq] = reason;
            }

            boot.High = Math.Max(boot.High, to);
        }
    }

    private void Balance(JsonElement beat)
    {
        var dropped = beat.GetProperty("dropped").EnumerateObject().Sum(reason => reason.Value.GetInt64());
        Assert.Equal(beat.GetProperty("taken").GetInt64(), beat.GetProperty("stored").GetInt64() + beat.GetProperty("waiting").GetInt64() + dropped);
        // The board has certainly taken so many.
        var boot = Of(beat.GetProperty("boot").GetString()!);
        boot.High = Math.Max(boot.High, beat.GetProperty("taken").GetInt64());
    }

    private Boot Of(string name)
    {
        if (!_boots.TryGetValue(name, out var boot)) _boots.Add(name, boot = new Boot());
        return boot;
    }

    private sealed class Boot
    {
        public Dictionary<long, string> Stored { get; } = [];

        public Dictionary<long, string> Dropped { get; } = [];

        public long High { get; set; }

        /// <summary>Nothing up to here is missing.</summary>
        public long Settled { get; set; }
    }
}
