namespace Nanofleet.VirtualBoard.Power;

/// <summary>A thread of the firmware. It belongs to one life of one board, and ends or is parked with it.</summary>
internal sealed class BoardThread
{
    // Firmware is shallow, and hundreds of boards share the process.
    private const int StackBytes = 256 * 1024;

    // Enough for nested catch blocks and for disposals on the way out; a loop that catches everything needs more.
    private const int ThrowsBeforeParking = 8;

    [ThreadStatic]
    private static BoardThread? t_current;

    private readonly ThreadStart _body;
    private readonly Thread _thread;
    private readonly ManualResetEvent _done = new(false);
    private int _throws;
    private volatile Func<Exception>? _abort;

    internal BoardThread(BoardLife life, string name, ThreadStart body)
    {
        Life = life;
        _body = body;
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = $"{life.Board.Name}/{life.Number} {name}" };
    }

    /// <summary>Null on every thread that no board started: each of the firmware's threads is started here.</summary>
    internal static BoardThread? Current => t_current;

    internal BoardLife Life { get; }

    /// <summary>The API's own object for this thread.</summary>
    internal object? Tag { get; set; }

    internal WaitHandle Done => _done;

    internal int Id => _thread.ManagedThreadId;

    internal ThreadState State => _thread.ThreadState;

    internal ThreadPriority Priority
    {
        get => _thread.Priority;
        set => _thread.Priority = value;
    }

    // Without the caller's context: what the host keeps there has no business on a board.
    internal void Start() => _thread.UnsafeStart();

    /// <summary>The thread gets this exception at its next call, also while it sleeps or waits.</summary>
    internal void Abort(Func<Exception> exception)
    {
        _abort = exception;
        _thread.Interrupt();
    }

    /// <summary>The check at the door of every call of the API.</summary>
    internal void ThrowIfEnded()
    {
        if (_abort is { } abort)
        {
            _abort = null;
            throw abort();
        }
        if (Life.IsPowered) return;
        if (++_throws > ThrowsBeforeParking) Thread.Sleep(Timeout.Infinite);
        throw new PowerLostException();
    }

    private void Run()
    {
        t_current = this;
        try
        {
            _body();
        }
        catch (Exception e)
        {
            Life.ReportUnhandled(e);
        }
        finally
        {
            _done.Set();
        }
    }
}
