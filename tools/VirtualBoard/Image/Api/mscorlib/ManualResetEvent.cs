namespace System.Threading;

public sealed class ManualResetEvent : WaitHandle
{
    public ManualResetEvent(bool initialState) => Real = Make(initialState, EventResetMode.ManualReset);

    public bool Set() => Signal(true);

    public bool Reset() => Signal(false);
}
