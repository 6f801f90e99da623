using Nanofleet.VirtualBoard.Power;

namespace System.Threading;

public sealed class ManualResetEvent : WaitHandle
{
    public ManualResetEvent(bool initialState)
    {
        _ = BoardLife.Current;
        Real = new EventWaitHandle(initialState, EventResetMode.ManualReset);
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
