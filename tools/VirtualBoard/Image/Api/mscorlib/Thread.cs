using Nanofleet.VirtualBoard.Power;

namespace System.Threading;

public sealed class Thread
{
    private readonly BoardLife _life;
    private readonly BoardThread _thread;

    public Thread(ThreadStart start)
    {
        _life = BoardLife.Current;
        _thread = new BoardThread(_life, "thread", start) { Tag = this };
    }

    private Thread(BoardThread thread) => (_life, _thread) = (thread.Life, thread);

    public static Thread CurrentThread
    {
        get
        {
            _ = BoardLife.Current;
            var thread = BoardThread.Current;
            return (Thread)(thread.Tag ??= new Thread(thread));
        }
    }

    public bool IsAlive => (ThreadState & (ThreadState.Unstarted | ThreadState.Stopped)) == 0;

    public int ManagedThreadId => _thread.Id;

    public ThreadPriority Priority
    {
        get => _thread.Priority;
        set => _thread.Priority = value;
    }

    public ThreadState ThreadState => _thread.State & ~ThreadState.Background;

    public static void Sleep(int millisecondsTimeout) => BoardLife.Current.Sleep(millisecondsTimeout);

    public static void Sleep(TimeSpan timeout) => Sleep((int)timeout.TotalMilliseconds);

    public void Start() => _life.Do(_thread.Start);

    public void Abort() => _life.Do(() => _thread.Abort(() => new ThreadAbortException()));

    public void Join() => Join(Timeout.Infinite);

    public bool Join(int millisecondsTimeout) => _life.Wait(new[] { _thread.Done }, millisecondsTimeout) == 0;

    public bool Join(TimeSpan timeout) => Join((int)timeout.TotalMilliseconds);
}
