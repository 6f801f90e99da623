using System.Diagnostics;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;
using Nanofleet.Load.Generator;
using Nanofleet.Load.Report;

namespace Nanofleet.Load.Run;

/// <summary>One stretch of load, from the connections' first hello until all of it is at rest in the database.</summary>
internal sealed class LoadPhase
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AnswersAfterStop = TimeSpan.FromSeconds(5);

    private readonly Target _target;
    private readonly LoadOptions _options;
    private readonly Func<CancellationToken, Task<long>>? _count;
    private readonly StoredWatch? _stored;
    private readonly LedgerWatch? _ledger;
    private long? _restedAt;
    private bool _resting;

    /// <param name="pubackMeansStored">What the gateway says of it; null where no gateway of ours says anything.</param>
    public LoadPhase(Target target, LoadOptions options, bool? pubackMeansStored, string prefix, Random random)
    {
        (_target, _options) = (target, options);
        Keep = options.Keep ?? (pubackMeansStored is false ? Keep.UntilStored : Keep.UntilPuback);
        PubackTells = options.Qos == 1 && pubackMeansStored is true && target.CountPeer is null;
        _count = PubackTells ? null : target.CountPeer ?? (target.Tables is { } tables ? cancel => tables.CountStoredAsync(prefix, cancel) : null);
        var follow = !PubackTells && target.Tables is not null && target.CountPeer is null;
        Fleet = new Fleet(prefix, options.Devices ?? options.Connections, options.Qos, random) { IsFollowed = follow };
        Generator = new LoadGenerator(new GeneratorPlan
        {
            Broker = target.Broker,
            User = target.User,
            Password = target.Password,
            Connections = options.Connections,
            Window = options.Window,
            Qos = options.Qos,
            Messages = options.Messages,
            Duration = options.Duration,
            Rate = options.Rate,
            KeepUntilStored = Keep == Keep.UntilStored,
            OutboxCapacity = options.Outbox,
            ResendAfter = options.ResendAfter,
            UnderWay = _count is null || options.Rate is not null || pubackMeansStored is true ? null : options.UnderWay, // our own broker takes no more than it can store
        }, Fleet, random);
        if (_count is not null) _stored = new StoredWatch(_count, Tally);
        if (follow) _ledger = new LedgerWatch(target.Tables!, Fleet);
    }

    public Fleet Fleet { get; }

    public LoadGenerator Generator { get; }

    public Keep Keep { get; }

    /// <summary>A PUBACK says that a message is stored.</summary>
    public bool PubackTells { get; }

    public Tally Tally => Generator.Tally;

    /// <summary>Messages known to be stored, null where nobody can look.</summary>
    public long? Stored => PubackTells ? (_resting ? Tally.Stored : Tally.Acked) : _stored?.Value ?? (Keep == Keep.UntilStored ? Tally.Settled : null);

    /// <summary>From the first message until all was stored, or until nothing moved any more.</summary>
    public TimeSpan Elapsed => _restedAt is { } rested ? Stopwatch.GetElapsedTime(Tally.StartedAt, rested) : _stored is { } watch ? Stopwatch.GetElapsedTime(Tally.StartedAt, Math.Max(watch.GrownAt, Tally.StartedAt)) : Tally.Elapsed;

    public LatencyHistogram Latencies => PubackTells ? Tally.ToPuback : _ledger?.Latencies ?? Tally.ToStored;

    /// <summary>It was ended before all that was sent could be stored.</summary>
    public bool IsCalledOff { get; private set; }

    /// <summary>Runs it; the token stops the sending, and what is on its way gets a few seconds.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> faults, Progress progress, CancellationToken stop)
    {
        var before = _target.CountPeer is null || _count is null ? 0 : await _count(stop);
        Generator.Start();
        await ConnectAsync(stop);
        using var over = new CancellationTokenSource();
        using var calledOff = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        Generator.Begin();
        var failing = new FaultSchedule(faults, _target, Generator, progress.Tell).RunAsync(calledOff.Token);
        var watching = Task.WhenAll(_stored?.RunAsync(before, over.Token) ?? Task.CompletedTask, _ledger?.RunAsync(over.Token) ?? Task.CompletedTask);
        var showing = progress.RunAsync(this, over.Token);
        await FinishAsync(failing, stop);
        if (PubackTells && _target.Tables is { } tables) await RestAsync(tables);
        await over.CancelAsync();
        await Task.WhenAll(failing, watching, showing);
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        try
        {
            await Task.WhenAny(Generator.Connected, Generator.Ended).WaitAsync(ConnectPatience, stop);
        }
        catch (TimeoutException e)
        {
            Generator.Abandon();
            throw new LoadException($"{_options.Connections} connections to {_target.Broker} did not stand within {ConnectPatience.TotalSeconds:0} seconds: {Generator.Refusal ?? "no answer"}", e);
        }
    }

    /// <summary>Waits for the last answer and for the last row, as long as anything moves.</summary>
    private async Task FinishAsync(Task failing, CancellationToken stop)
    {
        var (movedAt, marker) = (Stopwatch.GetTimestamp(), (0L, 0L, 0L));
        using var stopping = stop.Register(Generator.Stop);
        long? stoppedAt = null;
        while (!Generator.Ended.IsCompleted || _stored?.Value < Tally.Sent)
        {
            await (Generator.Ended.IsCompleted ? Task.Delay(Look, CancellationToken.None) : Task.WhenAny(Generator.Ended, Task.Delay(Look, CancellationToken.None)));
            var now = (Tally.Sent + Tally.Acked, Tally.Settled, Tally.Stored);
            if (now != marker || !failing.IsCompleted) (movedAt, marker) = (Stopwatch.GetTimestamp(), now);
            if (stop.IsCancellationRequested) stoppedAt ??= Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(movedAt) > _options.Patience || (stoppedAt is { } at && Stopwatch.GetElapsedTime(at) > AnswersAfterStop)) break;
        }

        IsCalledOff = stop.IsCancellationRequested;
        if (!Generator.Ended.IsCompleted) Generator.Abandon();
        await Generator.Ended;
    }

    /// <summary>What was acknowledged while the database was away lies in the gateway's spool and comes later: that is waited for, as long as it moves.</summary>
    private async Task RestAsync(ResultTables tables)
    {
        var watch = new StoredWatch(cancel => tables.CountStoredAsync(Fleet.Prefix, cancel), Tally);
        await watch.LookAsync(0);
        if (watch.Value >= Tally.Acked) return;
        _resting = true;
        while (watch.Value < Tally.Acked && Stopwatch.GetElapsedTime(watch.GrownAt) < _options.Patience)
        {
            await Task.Delay(Look, CancellationToken.None);
            await watch.LookAsync(0);
        }

        _restedAt = watch.GrownAt;
    }
}
