using Nanofleet.VirtualBoard.Power;

namespace System.Threading;

public abstract class WaitHandle : MarshalByRefObject
{
    public const int WaitTimeout = 258;

    /// <summary>The host's event behind this one.</summary>
    internal EventWaitHandle Real { get; private protected set; }

    public static int WaitAny(WaitHandle[] waitHandles) => WaitAny(waitHandles, Timeout.Infinite, false);

    public static int WaitAny(WaitHandle[] waitHandles, int millisecondsTimeout, bool exitContext)
    {
        var real = new EventWaitHandle[waitHandles.Length];
        for (var i = 0; i < real.Length; i++) real[i] = waitHandles[i].Real;
        return BoardLife.Current.Wait(real, millisecondsTimeout);
    }

    public virtual bool WaitOne() => WaitOne(Timeout.Infinite, false);

    public virtual bool WaitOne(int millisecondsTimeout, bool exitContext) =>
        BoardLife.Current.Wait(new[] { Real }, millisecondsTimeout) == 0;

    private protected static EventWaitHandle Make(bool initialState, EventResetMode mode)
    {
        _ = BoardLife.Current;
        return new EventWaitHandle(initialState, mode);
    }

    private protected bool Signal(bool set)
    {
        _ = BoardLife.Current;
        return set ? Real.Set() : Real.Reset();
    }
}
