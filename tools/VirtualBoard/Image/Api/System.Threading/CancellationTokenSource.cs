using System.Collections;

namespace System.Threading;

public class CancellationTokenSource : IDisposable
{
    private readonly ArrayList _callbacks = new ArrayList();
    private readonly ManualResetEvent _cancelled = new ManualResetEvent(false);
    private Timer _timer;
    private bool _isCancelled;

    public CancellationTokenSource()
    {
    }

    public CancellationTokenSource(int millisecondsDelay) => CancelAfter(millisecondsDelay);

    public CancellationTokenSource(TimeSpan delay) => CancelAfter(delay);

    public bool IsCancellationRequested => _isCancelled;

    public CancellationToken Token => new CancellationToken(this);

    internal WaitHandle Handle => _cancelled;

    public void Cancel() => Cancel(false);

    public void Cancel(bool throwOnFirstException)
    {
        object[] callbacks;
        lock (_callbacks)
        {
            if (_isCancelled) return;
            _isCancelled = true;
            callbacks = _callbacks.ToArray();
        }
        _cancelled.Set();
        foreach (Action callback in callbacks) callback();
    }

    public void CancelAfter(int millisecondsDelay)
    {
        _timer?.Dispose();
        _timer = new Timer(_ => Cancel(), null, millisecondsDelay, Timeout.Infinite);
    }

    public void CancelAfter(TimeSpan delay) => CancelAfter((int)delay.TotalMilliseconds);

    public void Dispose() => Dispose(true);

    internal void Register(Action callback)
    {
        lock (_callbacks)
        {
            if (!_isCancelled)
            {
                _callbacks.Add(callback);
                return;
            }
        }
        callback();
    }

    internal void Unregister(Action callback)
    {
        lock (_callbacks) _callbacks.Remove(callback);
    }

    protected virtual void Dispose(bool disposing) => _timer?.Dispose();
}
