using Nanofleet.VirtualBoard.Power;

namespace System.Threading;

public struct CancellationToken
{
    private readonly CancellationTokenSource _source;
    private readonly bool _isCancelled;

    public CancellationToken(bool canceled)
    {
        _source = null;
        _isCancelled = canceled;
    }

    internal CancellationToken(CancellationTokenSource source)
    {
        _source = source;
        _isCancelled = false;
    }

    public static CancellationToken None => default;

    public bool CanBeCanceled => _source != null || _isCancelled;

    public bool IsCancellationRequested => _isCancelled || _source != null && _source.IsCancellationRequested;

    public WaitHandle WaitHandle => _source?.Handle ?? new ManualResetEvent(_isCancelled);

    public CancellationTokenRegistration Register(Action callback)
    {
        _ = BoardLife.Current;
        _source?.Register(callback);
        return new CancellationTokenRegistration(_source, callback);
    }

    public void ThrowIfCancellationRequested()
    {
        if (IsCancellationRequested) throw new OperationCanceledException();
    }

    public bool Equals(CancellationToken other) => _source == other._source && _isCancelled == other._isCancelled;

    public override bool Equals(object other) => other is CancellationToken token && Equals(token);

    public override int GetHashCode() => _source?.GetHashCode() ?? 0;
}
