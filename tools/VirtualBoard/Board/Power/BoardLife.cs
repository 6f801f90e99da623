using System.Collections.Concurrent;
using Nanofleet.VirtualBoard.Network;

namespace Nanofleet.VirtualBoard.Power;

/// <summary>
/// From power-on to power loss. Holds what does not survive: clock, threads, timers, open connections, and the state of
/// the API. Every effect of the firmware goes through <see cref="Do(Action)"/>, which refuses when the power is gone.
/// </summary>
internal sealed class BoardLife
{
    private readonly ManualResetEvent _lost = new(false);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<Type, object> _state = new();
    private readonly HashSet<IPowered> _powered = [];
    private volatile bool _isPowered = true;

    internal BoardLife(Board board, int number, BootCause cause)
    {
        Board = board;
        Number = number;
        Cause = cause;
        Clock = new BoardClock(board.Options.ClockDriftPpm);
        Network = new BoardNetwork(this);
        Timers = new EventLoop(this, "timers");
        Interrupts = new EventLoop(this, "interrupts");
    }

    /// <summary>The life that the calling firmware thread belongs to, checked to be still powered.</summary>
    internal static BoardLife Current
    {
        get
        {
            var thread = BoardThread.Current ?? throw new InvalidOperationException(
                "This is the API of a board: it works only in code that was started by Board.PowerOn.");
            thread.ThrowIfEnded();
            return thread.Life;
        }
    }

    internal Board Board { get; }

    internal int Number { get; }

    internal BootCause Cause { get; }

    internal BoardClock Clock { get; }

    internal BoardNetwork Network { get; }

    /// <summary>Runs the firmware's timers: one thread for all, as on the board.</summary>
    internal EventLoop Timers { get; }

    /// <summary>Runs what the hardware tells the firmware: pins, network, serial.</summary>
    internal EventLoop Interrupts { get; }

    internal bool IsPowered => _isPowered;

    internal void Begin(ThreadStart main) => new BoardThread(this, "main", main).Start();

    /// <summary>Runs an effect with the power held; throws when there is none.</summary>
    internal void Do(Action effect) => Do(() => { effect(); return true; });

    /// <inheritdoc cref="Do(Action)"/>
    internal T Do<T>(Func<T> effect)
    {
        lock (Board.Gate)
        {
            if (_isPowered) return effect();
        }
        (BoardThread.Current ?? throw new PowerLostException()).ThrowIfEnded();
        throw new PowerLostException();
    }

    /// <summary>For what the hardware does by itself: nothing without power.</summary>
    internal void IfPowered(Action effect)
    {
        lock (Board.Gate)
        {
            if (_isPowered) effect();
        }
    }

    internal void Sleep(int milliseconds) => Wait([], milliseconds);

    /// <summary>Waits for one of the handles, a time-out, or the end of the life: then it throws.</summary>
    internal int Wait(WaitHandle[] handles, int milliseconds)
    {
        var thread = BoardThread.Current!;
        thread.ThrowIfEnded();
        int index;
        try
        {
            index = WaitHandle.WaitAny([_lost, .. handles], milliseconds);
        }
        catch (ThreadInterruptedException)
        {
            thread.ThrowIfEnded();
            throw;
        }
        thread.ThrowIfEnded();
        return index == WaitHandle.WaitTimeout ? index : index - 1;
    }

    /// <summary>Waits on the firmware's thread for work of the host; the end of the life cancels it.</summary>
    internal T Await<T>(Func<CancellationToken, Task<T>> start)
    {
        var task = Start(start);
        Wait([((IAsyncResult)task).AsyncWaitHandle], Timeout.Infinite);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>As Await, but a failure does not matter.</summary>
    internal void TryAwait(Func<CancellationToken, Task> start)
    {
        var task = Start(async cancel =>
        {
            await start(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });
        Wait([((IAsyncResult)task).AsyncWaitHandle], Timeout.Infinite);
    }

    /// <summary>State of one part of the API, one per life: what would be static fields on the board.</summary>
    internal T State<T>() where T : class, new() => (T)_state.GetOrAdd(typeof(T), _ => new T());

    /// <summary>From now on this ends with the power.</summary>
    internal void Attach(IPowered part) => Do(() => _powered.Add(part));

    internal void Detach(IPowered part)
    {
        lock (Board.Gate) _powered.Remove(part);
    }

    private Task<T> Start<T>(Func<CancellationToken, Task<T>> start) => Task.Run(() => start(_ended.Token));

    internal void ReportUnhandled(Exception e)
    {
        if (e is PowerLostException) return;
        IfPowered(() => Board.Console.WriteLine($"Unhandled exception ends {Thread.CurrentThread.Name}: {e}"));
    }

    /// <summary>First half of losing power, inside the gate: from here on nothing has an effect.</summary>
    internal void SwitchOff() => _isPowered = false;

    /// <summary>Second half: whoever sleeps or waits learns of it, and connections break.</summary>
    internal void Finish()
    {
        _lost.Set();
        _ended.CancelAsync();
        foreach (var part in _powered.ToArray()) part.LosePower();
        _powered.Clear();
    }
}
