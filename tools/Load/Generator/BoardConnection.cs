using System.Diagnostics;
using System.Text;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Load.Generator;

/// <summary>
/// The boards behind one connection: they take turns, as fast as the window and the pace allow. What was not acknowledged
/// when the connection is lost goes out again over the next one, marked as a copy; it counts as sent once.
/// </summary>
internal sealed class BoardConnection : Link
{
    private const int MostOutput = 64 * 1024;
    private const int QosZeroBurst = 64;
    private const int DueCheckMs = 100;
    private const string StoredTopic = "/stored";

    private readonly Fleet _fleet;
    private readonly Tally _tally;
    private readonly Pace _pace;
    private readonly TimeText _time;
    private readonly InFlight _inFlight;
    private readonly int _index;
    private readonly int[] _boards;
    private readonly Outbox[] _outboxes;
    private readonly Queue<Flight> _again = [];
    private readonly long _share;
    private int _turn;
    private long _begun;
    private long _now;
    private long _nowMs;
    private long _nextDueCheckMs;
    private bool _pinged;
    private bool _ponged;

    public BoardConnection(GeneratorPlan plan, Fleet fleet, Tally tally, Pace pace, TimeText time, int index, Random random)
        : base(plan, $"{fleet.Prefix}c{index}", random)
    {
        (_fleet, _tally, _pace, _time, _index) = (fleet, tally, pace, time, index);
        _inFlight = new InFlight(plan.Qos == 0 ? 1 : plan.Window);
        _boards = [.. Enumerable.Range(0, fleet.Count).Where(board => board % plan.Connections == index)];
        _outboxes = plan.KeepUntilStored ? [.. _boards.Select(_ => new Outbox(plan.OutboxCapacity, (long)plan.ResendAfter.TotalMilliseconds))] : [];
        _share = pace.Share(index);
    }

    /// <summary>Nothing is left to send, and all that was sent is answered.</summary>
    public bool IsFinished =>
        (_pace.IsStopped || _begun >= _share) && _inFlight.Count == 0 && _again.Count == 0 && OutputCount == 0
        && Array.TrueForAll(_outboxes, outbox => outbox.IsEmpty)
        && (Plan.Qos > 0 || _ponged);

    protected override IEnumerable<string> Filters => _outboxes.Length == 0 ? [] : _boards.Select(board => $"devices/{_fleet.Id(board)}{StoredTopic}");

    /// <summary>Sends what window, pace and socket allow.</summary>
    public void Fill(long now, long nowMs)
    {
        (_now, _nowMs) = (now, nowMs);
        if (!IsUp || IsStalled) return;
        if (nowMs >= _nextDueCheckMs) LookForDue();
        if (WorthFilling()) Fill(Math.Min(_share, _pace.Due(_index, now)));
        if (Plan.Qos == 0 && !_pinged && (_pace.IsStopped || _begun >= _share)) Ping();
        if (OutputCount > 0) Flush(nowMs);
    }

    /// <summary>What the moment is, before the socket is read.</summary>
    public void SetNow(long now, long nowMs) => (_now, _nowMs) = (now, nowMs);

    protected override void OnUp()
    {
        foreach (var (packetId, flight) in _inFlight.InOrder()) Write(flight, packetId, again: true);
        (_pinged, _ponged) = (false, false);
    }

    protected override void OnLost()
    {
        _tally.Lost++;
        foreach (var outbox in _outboxes) outbox.LinkLost();
        _nextDueCheckMs = 0;
    }

    protected override void OnPuback(ushort packetId)
    {
        if (!_inFlight.TryRemove(packetId, out var flight)) return;
        _tally.LastAnswerAt = _now;
        if (_outboxes.Length > 0) _outboxes[flight.Board / Plan.Connections].Acknowledged(flight.Seq, _nowMs);
        if (!_fleet.Acked[flight.Board].Add(flight.Seq)) return;
        _tally.Acked++;
        _tally.ToPuback.Add(Stopwatch.GetElapsedTime(flight.Since, _now));
    }

    protected override void OnPublish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var id = Encoding.UTF8.GetString(topic)["devices/".Length..^StoredTopic.Length];
        if (_fleet.Find(id) is not { } board) return;
        var answer = StoredAnswer.Parse(payload);
        if (answer.Boot != _fleet.Boot(board)) return;
        _outboxes[board / Plan.Connections].Settle(answer, _nowMs, Settled);
        _nextDueCheckMs = 0;
    }

    protected override void OnPong() => _ponged = true;

    /// <summary>A broker in which much waits becomes slow, and then that would be measured.</summary>
    private bool IsTooMuchUnderWay => Plan.UnderWay is { } most && _tally.Sent - Volatile.Read(ref _tally.Stored) >= most;

    private void Settled(long takenMs)
    {
        _tally.Settled++;
        _tally.LastAnswerAt = _now;
        _tally.ToStored.Add(TimeSpan.FromMilliseconds(_nowMs - takenMs));
    }

    /// <summary>In a flood a few at a time would cost a system call each, so a quarter of the window is awaited.</summary>
    private bool WorthFilling() =>
        Plan.Rate is not null || Plan.Qos == 0 || _again.Count > 0 || _inFlight.Count == 0 || Plan.Window - _inFlight.Count >= Plan.Window / 4;

    private void Fill(long allowed)
    {
        var most = Plan.Qos == 0 ? QosZeroBurst : int.MaxValue; // beside reading and the other connections
        for (var i = 0; i < most && OutputCount < MostOutput && _inFlight.HasRoom; i++)
        {
            if (_again.TryDequeue(out var flight)) _tally.Repeated++;
            else if (_pace.IsStopped || _begun >= allowed || IsTooMuchUnderWay || !TryTake(out flight)) return;
            if (Plan.Qos > 0)
            {
                Write(flight, _inFlight.Add(flight), again: false);
                continue;
            }

            Write(flight, 0, again: false);
            if (_outboxes.Length > 0) _outboxes[flight.Board / Plan.Connections].Acknowledged(flight.Seq, _nowMs);
        }
    }

    /// <summary>The next board in turn that has room takes its readings; false when none has.</summary>
    private bool TryTake(out Flight flight)
    {
        for (var tries = 0; tries < _boards.Length; tries++)
        {
            var board = _boards[_turn];
            var outbox = _outboxes.Length > 0 ? _outboxes[_turn] : null;
            _turn = _turn + 1 == _boards.Length ? 0 : _turn + 1;
            if (outbox is { IsFull: true }) continue;
            outbox?.Add(_nowMs);
            flight = new Flight(board, ++_fleet.Taken[board], _pace.DueAt(_index, _begun, _now), _nowMs);
            if (board == 0 && _fleet.IsFollowed) _fleet.FirstBoardSince.Enqueue(flight.Since);
            _begun++;
            _tally.Sent++;
            return true;
        }

        flight = default;
        return false;
    }

    private void Write(in Flight flight, ushort packetId, bool again)
    {
        if (again) _tally.Repeated++;
        _fleet.Write(Output(_fleet.SizeOf(flight.Seq)), flight.Board, flight.Seq, _time.Of(flight.TakenMs), flight.TakenMs, packetId, again);
    }

    private void LookForDue()
    {
        _nextDueCheckMs = _nowMs + DueCheckMs;
        for (var i = 0; i < _outboxes.Length; i++)
        {
            var board = _boards[i];
            _outboxes[i].TakeDue(_nowMs, (seq, takenMs) => _again.Enqueue(new Flight(board, seq, _now, takenMs)));
        }
    }

    /// <summary>At QoS 0 its answer says that the broker has read all that was sent before.</summary>
    private void Ping()
    {
        _pinged = true;
        LoadPacket.PingRequest.CopyTo(Output(LoadPacket.PingRequest.Length));
    }
}
