using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Tries what lies in quarantine once more, after a fix: through the decoder and the queue like a message that arrives,
/// with the time at which it first came. What can be stored leaves quarantine in the same transaction; the rest stays with its new reason.
/// </summary>
public sealed class QuarantineReplay(IStore store, MessageDecoder decoder, IngestQueue queue)
{
    /// <summary>Rows in the queue at a time: 64 KB each at most, so that replay leaves room for what arrives.</summary>
    private const int AtOnce = 100;

    /// <summary>One row; null where there is none of this id.</summary>
    public async Task<Outcome?> OneAsync(long id, CancellationToken cancel) =>
        await store.FindQuarantineAsync(id, cancel) is { } row ? (await TryAsync([row], cancel))[0] : null;

    /// <summary>All rows that the filter takes and that are there now, in the order in which they came.</summary>
    public async Task<ReplayReport> AllAsync(QuarantineFilter filter, CancellationToken cancel)
    {
        var last = (await store.CountQuarantineAsync(cancel)).LastId;
        List<Outcome> outcomes = [];
        long after = 0;
        while (true)
        {
            var page = await store.NextQuarantineAsync(filter, after, AtOnce, cancel);
            var rows = page.Where(row => row.Id <= last).ToList(); // what fails again may come back as new rows
            outcomes.AddRange(await TryAsync(rows, cancel));
            if (rows.Count < AtOnce) return ReplayReport.Of(outcomes);
            after = rows[^1].Id;
        }
    }

    private async Task<Outcome[]> TryAsync(IReadOnlyList<QuarantineRecord> rows, CancellationToken cancel)
    {
        List<Task<Outcome>> answers = [];
        foreach (var row in rows)
        {
            var item = IngestItem.Of(decoder.Replay(row), new RawMessage(row.Topic, row.Payload, row.FirstSeenMs, Replayed: false));
            await queue.AddAsync(item, cancel);
            answers.Add(item.Told!.Task);
        }

        return await Task.WhenAll(answers).WaitAsync(cancel);
    }
}
