using Nanofleet.VirtualBoard.Power;

namespace System.Threading;

public sealed class AutoResetEvent : WaitHandle
{
    public AutoResetEvent(bool initialState)
    {
        _ = BoardLife.Current;
        Real = new EventWaitHandle(initialState, EventResetMode.AutoReset);
    }

    public bool Set()
    {
        _ = BoardLife.Current;
        return Real.Set();
    }

    public bool Reset()
    {
        _ = BoardLife.Current;
        return Real.Reset();
    }
}
