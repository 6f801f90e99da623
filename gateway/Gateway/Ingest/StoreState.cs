using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Whether the database answers, said once when it stops and once when it is back, however many attempts lie between.</summary>
public sealed partial class StoreState(TimeProvider clock, ILogger<StoreState> log)
{
    private readonly Lock _gate = new();
    private long? _downSince;

    /// <summary>True while the last attempt failed.</summary>
    public bool IsDown
    {
        get { lock (_gate) return _downSince is not null; }
    }

    /// <summary>How long ago the first attempt failed after which none worked; null while the database answers.</summary>
    public TimeSpan? DownFor
    {
        get { lock (_gate) return _downSince is { } since ? clock.GetElapsedTime(since) : null; }
    }

    /// <summary>What the database said; null while it answers.</summary>
    public string? Problem { get; private set; }

    public void Failed(StoreUnavailableException cause)
    {
        lock (_gate)
        {
            Problem = cause.Message;
            if (_downSince is not null) return;
            _downSince = clock.GetTimestamp();
        }

        LogDown(cause.Message);
    }

    public void Worked()
    {
        TimeSpan outage;
        lock (_gate)
        {
            if (_downSince is not { } since) return;
            outage = clock.GetElapsedTime(since);
            _downSince = null;
            Problem = null;
        }

        LogBack(outage.TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database is not available; messages wait until it is back. {Cause}")]
    private partial void LogDown(string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database is back after {Seconds:0.0} s; nothing was lost.")]
    private partial void LogBack(double seconds);
}
