using System.Collections.Concurrent;
using System.Diagnostics;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Load.Generator;

/// <summary>
/// Drives all connections from one thread of its own, from the first hello to the last answer. Faults and the wish to stop
/// come from other threads and are carried out in that one.
/// </summary>
internal sealed class LoadGenerator
{
    private const int IdleSweepMs = 10;
    private const int PacedSweepMs = 1;
    private const int BufferSize = 256 * 1024;

    private readonly ConcurrentQueue<Action> _wishes = [];
    private readonly GeneratorPlan _plan;
    private readonly Pace _pace;
    private readonly BoardConnection[] _connections;
    private readonly Poller _poller;
    private readonly int _sweepMs;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _cpuBefore;
    private bool _abandoned;
    private bool _flowing;
    private long _nextSweepMs;

    public LoadGenerator(GeneratorPlan plan, Fleet fleet, Random random)
    {
        _plan = plan;
        _pace = new Pace(plan);
        var time = new TimeText();
        _connections = [.. Enumerable.Range(0, plan.Connections).Select(i => new BoardConnection(plan, fleet, Tally, _pace, time, i, random))];
        _poller = new Poller(_connections.Length);
        _sweepMs = plan.Rate is null && plan.UnderWay is null ? IdleSweepMs : PacedSweepMs;
    }

    public Tally Tally { get; } = new();

    /// <summary>All connections stand, and nothing was sent yet.</summary>
    public Task Connected => _connected.Task;

    /// <summary>All that was sent is answered, or it was abandoned.</summary>
    public Task Ended => _ended.Task;

    /// <summary>It ended before everything was answered.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>What sending and receiving cost, from the first message on; known at the end.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>Why a connection does not stand; null when all do or nobody knows.</summary>
    public string? Refusal => _connections.Select(connection => connection.Refusal).FirstOrDefault(refusal => refusal is not null);

    public void Start() => new Thread(Run) { Name = "generator", IsBackground = true }.Start();

    /// <summary>Messages begin to flow.</summary>
    public void Begin() => _wishes.Enqueue(() =>
    {
        Tally.StartedAt = Tally.LastAnswerAt = Stopwatch.GetTimestamp();
        _pace.Start(Tally.StartedAt);
        _cpuBefore = ThreadClock.Now;
        _flowing = true;
        _nextSweepMs = 0;
    });

    /// <summary>No new messages; what is on its way is still waited for.</summary>
    public void Stop() => _wishes.Enqueue(_pace.Stop);

    /// <summary>Waits for nothing any more.</summary>
    public void Abandon() => _wishes.Enqueue(() => _abandoned = true);

    /// <summary>Cuts every connection at once.</summary>
    public void DropConnections() => _wishes.Enqueue(() =>
    {
        foreach (var connection in _connections) connection.Lose(Moment().NowMs);
        _nextSweepMs = 0;
    });

    /// <summary>The first connection stops reading and sending without closing, or goes on.</summary>
    public void StallConnection(bool stalled) => _wishes.Enqueue(() => (_connections[0].IsStalled, _nextSweepMs) = (stalled, 0));

    private void Run()
    {
        try
        {
            while (!IsDone()) Turn();
            Cpu = ThreadClock.Now - _cpuBefore;
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
        finally
        {
            foreach (var connection in _connections) connection.Dispose();
            _poller.Dispose();
        }
    }

    private bool IsDone() => _abandoned || (_flowing && (_pace.IsStopped || _pace.IsAllGivenOut(Tally.Sent)) && Array.TrueForAll(_connections, connection => connection.IsFinished));

    private void Turn()
    {
        while (_wishes.TryDequeue(out var wish)) wish();
        var (now, nowMs) = Moment();
        if (_flowing && _pace.IsOver(now)) _pace.Stop();
        if (nowMs >= _nextSweepMs) Sweep(now, nowMs);
        if (!_poller.Wait((int)Math.Clamp(_nextSweepMs - nowMs, 0, _sweepMs))) return;
        (now, nowMs) = Moment();
        foreach (var place in _poller.Ready) React(place, now, nowMs);
    }

    /// <summary>Whatever no answer sets off: coming back, what is due by the clock, what waited for others.</summary>
    private void Sweep(long now, long nowMs)
    {
        _nextSweepMs = nowMs + _sweepMs;
        for (var place = 0; place < _connections.Length; place++)
        {
            _connections[place].KeepUp(nowMs);
            Proceed(place, now, nowMs);
        }

        if (!_connected.Task.IsCompleted && Array.TrueForAll(_connections, connection => connection.IsUp)) _connected.SetResult();
    }

    private void React(int place, long now, long nowMs)
    {
        var connection = _connections[place];
        connection.SetNow(now, nowMs);
        if (_poller.HasInput(place)) connection.Receive(_buffer, nowMs);
        connection.Flush(nowMs);
        Proceed(place, now, nowMs);
    }

    private void Proceed(int place, long now, long nowMs)
    {
        var connection = _connections[place];
        if (_flowing) connection.Fill(now, nowMs);
        if (connection.Descriptor < 0) _poller.Forget(place);
        else if (connection.IsStalled) _poller.Ignore(place);
        else _poller.Watch(place, connection.Descriptor, connection.WantsToWrite || IsPouring(connection) ? (short)(Poller.Readable | Poller.Writable) : Poller.Readable);
    }

    /// <summary>A flood at QoS 0 has no answers to go on at: the socket's room sets it off.</summary>
    private bool IsPouring(BoardConnection connection) => _flowing && _plan is { Qos: 0, Rate: null, UnderWay: null } && connection.IsUp && !connection.IsFinished;

    private static (long Now, long NowMs) Moment() => (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
}
