namespace System.Threading;

public struct CancellationTokenRegistration : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly Action _callback;

    internal CancellationTokenRegistration(CancellationTokenSource source, Action callback)
    {
        _source = source;
        _callback = callback;
    }

    public static bool operator ==(CancellationTokenRegistration left, CancellationTokenRegistration right) => left.Equals(right);

    public static bool operator !=(CancellationTokenRegistration left, CancellationTokenRegistration right) => !left.Equals(right);

    public void Dispose() => _source?.Unregister(_callback);

    public bool Equals(CancellationTokenRegistration other) => _source == other._source && _callback == other._callback;

    public override bool Equals(object obj) => obj is CancellationTokenRegistration other && Equals(other);

    public override int GetHashCode() => _callback?.GetHashCode() ?? 0;
}
