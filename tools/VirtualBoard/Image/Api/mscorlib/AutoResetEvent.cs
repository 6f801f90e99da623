namespace System.Threading;

public sealed class AutoResetEvent : WaitHandle
{
    public AutoResetEvent(bool initialState) => Real = Make(initialState, EventResetMode.AutoReset);

    public bool Set() => Signal(true);

    public bool Reset() => Signal(false);
}
