using System.Data.Common;
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
    private readonly LedgerWatch? _watch;

    public LoadPhase(Target target, LoadOptions options, bool? pubackMeansStored, string prefix, Random random)
    {
        (_target, _options) = (target, options);
        Keep = options.Keep ?? (pubackMeansStored is false ? Run.Keep.UntilStored : Run.Keep.UntilPuback);
        PubackTells = options.Qos == 1 && pubackMeansStored is true && target.PeerCount is null;
        var follow = !PubackTells && target.Tables is not null && target.PeerCount is null;
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
            KeepUntilStored = Keep == Run.Keep.UntilStored,
            OutboxCapacity = options.Outbox,
            ResendAfter = options.ResendAfter,
        }, Fleet, random);
        if (follow) _watch = new LedgerWatch(target.Tables!, Fleet);
    }

    public Fleet Fleet { get; }

    public LoadGenerator Generator { get; }

    public Keep Keep { get; }

    /// <summary>A PUBACK says that a message is stored.</summary>
    public bool PubackTells { get; }

    public Tally Tally => Generator.Tally;

    /// <summary>From the first message until all was stored, or until nothing moved any more.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>What a query of a peer's counted since the begin.</summary>
    public long PeerStored { get; private set; }

    public LatencyHistogram Latencies => PubackTells ? Tally.ToPuback : _watch?.Latencies ?? Tally.ToStored;

    /// <summary>Runs it; the token stops the sending, and what is on its way gets a few seconds.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> faults, Progress progress, CancellationToken stop)
    {
        var peerBefore = _target.PeerCount is { } query ? await _target.Tables!.CountAsync(query, stop) : 0;
        Generator.Start();
        await ConnectAsync(stop);
        using var over = new CancellationTokenSource();
        using var calledOff = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        Generator.Begin();
        var failing = new FaultSchedule(faults, _target, Generator, progress.Tell).RunAsync(calledOff.Token);
        var watching = _watch?.RunAsync(over.Token) ?? Task.CompletedTask;
        var showing = progress.RunAsync(this, over.Token);
        await FinishAsync(peerBefore, failing, stop);
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
    private async Task FinishAsync(long peerBefore, Task failing, CancellationToken stop)
    {
        var (moved, marker) = (Stopwatch.GetTimestamp(), (0L, 0L, 0L));
        using var stopping = stop.Register(Generator.Stop);
        long? stoppedAt = null;
        while (true)
        {
            await Task.WhenAny(Generator.Ended, Task.Delay(Look, CancellationToken.None));
            var allSent = Generator.Ended.IsCompleted || Tally.Sent == _options.Messages;
            var stored = allSent && !PubackTells ? await CountAsync(peerBefore) : 0;
            if (Generator.Ended.IsCompleted && (PubackTells || stored >= Tally.Sent || stored < 0)) break;
            if (stored >= Tally.Sent && allSent && Elapsed == default) Elapsed = Stopwatch.GetElapsedTime(Tally.StartedAt); // `stored` answers come up to a second later
            var now = (Tally.Sent + Tally.Acked, Tally.Settled, stored);
            if (now != marker || !failing.IsCompleted) (moved, marker) = (Stopwatch.GetTimestamp(), now);
            if (stop.IsCancellationRequested) stoppedAt ??= Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(moved) > _options.Patience || (stoppedAt is { } at && Stopwatch.GetElapsedTime(at) > AnswersAfterStop)) break;
        }

        if (Elapsed == default) Elapsed = PubackTells || _target.Tables is null ? Tally.Elapsed : Stopwatch.GetElapsedTime(Tally.StartedAt);
        if (!Generator.Ended.IsCompleted) Generator.Abandon();
        await Generator.Ended;
    }

    /// <summary>Messages in the database; -1 where nobody can look, 0 while it cannot be read.</summary>
    private async Task<long> CountAsync(long peerBefore)
    {
        if (_target.Tables is not { } tables) return -1;
        try
        {
            if (_target.PeerCount is not { } query) return await tables.CountStoredAsync(Fleet.Prefix, CancellationToken.None);
            return PeerStored = await tables.CountAsync(query, CancellationToken.None) - peerBefore;
        }
        catch (DbException)
        {
            return 0; // stopped by the schedule of faults
        }
    }
}
