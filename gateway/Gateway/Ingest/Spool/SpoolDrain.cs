using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// Brings the spool into the database, in its order, piece by piece beside what arrives. Each piece commits together with its
/// place, so one that was committed and could not be removed is known when it comes again. Where messages arrive, it rests as
/// long as a piece took: half of the time is theirs. Its attempts also show when the database is back.
/// </summary>
public sealed partial class SpoolDrain(
    MessageSpool spool,
    MessageDecoder decoder,
    BatchCommitter committer,
    SchemaReady schema,
    IngestCounters counters,
    TimeProvider clock,
    ILogger<SpoolDrain> log) : BackgroundService
{
    /// <summary>Small enough that what arrives does not wait long behind it, large enough that a commit is shared by many.</summary>
    private const int PieceMessages = 500;

    /// <summary>A piece that had to wait for the database took long, and owes nobody a rest for that.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PauseAfterBug = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (spool.CutBytes > 0) LogCut(spool.CutBytes);
        if (spool.Counts is { Messages: > 0 } left) LogLeft(left.Messages, left.Bytes);
        await schema.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await spool.WaitAsync(stoppingToken);
                await DrainAsync(stoppingToken);
                LogEmpty();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(e);
                await Task.Delay(PauseAfterBug, clock, stoppingToken);
            }
        }
    }

    private async Task DrainAsync(CancellationToken cancel)
    {
        while (spool.Peek(PieceMessages) is { } piece)
        {
            var (began, received) = (clock.GetTimestamp(), counters.Received);
            await committer.CommitAsync([.. piece.Entries.Select(ToItem)], cancel);
            spool.Release(piece);
            counters.CountDrained(piece.Entries.Count);
            var took = clock.GetElapsedTime(began);
            if (counters.Received != received) await Task.Delay(took < LongestRest ? took : LongestRest, clock, cancel);
        }
    }

    private IngestItem ToItem(SpoolEntry entry)
    {
        if (entry.Damage is { } damage) return ToItem(entry.Place, damage);
        var raw = entry.Message!.Value;
        return new IngestItem(Decode(raw) with { Spooled = entry.Place }, raw, default);
    }

    private Inbound Decode(in RawMessage raw)
    {
        try
        {
            return decoder.Decode(raw) ?? new DiscardInbound("", raw.ArrivalMs); // of consequence when it came, and no longer: the settings have changed
        }
        catch (Exception e)
        {
            LogUndecodable(e, raw.Topic);
            return MessageDecoder.Failed(raw, e);
        }
    }

    private IngestItem ToItem(SpoolPlace place, SpoolDamage damage)
    {
        LogDamage(damage.File, damage.Offset, damage.Bytes);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var sentence = $"{damage.Bytes} bytes at offset {damage.Offset} of the spool file {damage.File} cannot be read: messages that were acknowledged may be lost with them. Check the disk.";
        var row = new QuarantineRow("", damage.Beginning, RefusalCodes.SpoolDamaged, sentence, new QuarantineEntry(QuarantinePart.Beginning));
        return new IngestItem(new QuarantineInbound("", now, row) { Spooled = place }, new RawMessage("", damage.Beginning, now, Replayed: false), default);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The spool holds {Messages} messages ({Bytes} bytes) of an earlier run; they are brought into the database now.")]
    private partial void LogLeft(long messages, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bytes} bytes at the end of the spool were cut off: a write that a crash broke off, and that nobody had an acknowledgement for.")]
    private partial void LogCut(long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The spool is empty: all that it held is in the database.")]
    private partial void LogEmpty();

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool file {File} is damaged at offset {Offset}, {Bytes} bytes; they go to quarantine. Acknowledged messages may be lost with them: check the disk.")]
    private partial void LogDamage(string file, long offset, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Decoding a spooled message on {Topic} failed in an unforeseen way; it goes to quarantine.")]
    private partial void LogUndecodable(Exception cause, string topic);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Bringing the spool into the database failed in an unforeseen way and goes on.")]
    private partial void LogBug(Exception cause);
}
