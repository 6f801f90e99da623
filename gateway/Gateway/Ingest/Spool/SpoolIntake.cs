using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// Decides, while the database is away, what goes to the spool. A message that is on the gateway's disk is acknowledged:
/// from there on the gateway answers for it, and <c>stored</c> still waits for the commit. An upload or a replay has
/// somebody who waits for its outcome: it fails, and he tries again.
/// </summary>
public sealed partial class SpoolIntake(MessageSpool spool, SpoolOptions options, StoreState state, IngestCounters counters, ILogger<SpoolIntake> log)
{
    private readonly MqttAcknowledgementBatch _answers = new();
    private bool _toldFull;
    private bool _toldBegun;

    /// <summary>How long the database may still be away before messages are spooled; null where nothing will be.</summary>
    public TimeSpan? Patience => spool.IsOn && state.DownFor is { } away ? TimeSpan.FromTicks(Math.Max(0, (options.After - away).Ticks)) : null;

    /// <summary>Spools and acknowledges what it may; returns what has to wait for the database, in its order.</summary>
    public IReadOnlyList<IngestItem> Take(IReadOnlyList<IngestItem> items)
    {
        if (items[0].Inbound.Spooled is not null) return items; // they come from there
        if (!state.IsDown) _toldBegun = false;
        if (Patience != TimeSpan.Zero) return items;
        IngestItem[] messages = [.. items.Where(item => item.Told is null)];
        var taken = spool.Append([.. messages.Select(message => message.Raw)]);
        foreach (var message in messages.AsSpan(0, taken)) _answers.Complete(message.Acknowledgement);
        _answers.Send();
        counters.CountSpooled(taken);
        Say(taken);
        if (taken < messages.Length) return [.. items.Where(item => item.Told is not null), .. messages[taken..]];
        foreach (var item in items.Where(item => item.Told is not null)) item.GiveBack(new StoreUnavailableException(state.Problem ?? "The database is not available."));
        return [];
    }

    private void Say(int taken)
    {
        var problem = spool.Counts.Problem;
        if (problem is not null && !_toldFull) LogFull(problem);
        _toldFull = problem is not null;
        if (taken == 0 || _toldBegun) return;
        LogBegun();
        _toldBegun = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages go to the spool until the database is back; they are acknowledged when they are on the disk.")]
    private partial void LogBegun();

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool takes no more messages: {Problem}. They wait unacknowledged with their senders until there is room or the database is back.")]
    private partial void LogFull(string problem);
}
