namespace Nanofleet.Gateway.Ingest;

/// <summary>When a boot of a board began. One writes, under the lock of <see cref="BootClocks"/>; any thread reads.</summary>
public sealed class BootStart(string boot)
{
    /// <summary>A clock that is set again moves a little each time: less than this is no news.</summary>
    private const long NewsMs = 2000;

    private long _startedMs;
    private volatile bool _isForgotten;

    public string Boot { get; } = boot;

    public long StartedMs
    {
        get => Volatile.Read(ref _startedMs);
        set => Volatile.Write(ref _startedMs, value);
    }

    /// <summary>It was the oldest of too many: it hears no more.</summary>
    public bool IsForgotten
    {
        get => _isForgotten;
        set => _isForgotten = value;
    }

    /// <summary>Whether the database should hear of this other beginning.</summary>
    public bool IsNews(long startedMs) => Math.Abs(StartedMs - startedMs) > NewsMs;
}
