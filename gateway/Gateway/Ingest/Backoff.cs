namespace Nanofleet.Gateway.Ingest;

/// <summary>Pauses between attempts at the database: doubling, half of each left to chance so that replicas do not return in step.</summary>
public struct Backoff(IngestOptions options)
{
    private int _attempts;

    public TimeSpan Next()
    {
        var full = Math.Min(options.RetryMaximum.TotalMilliseconds, options.RetryMinimum.TotalMilliseconds * Math.Pow(2, Math.Min(_attempts++, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + Random.Shared.NextDouble() / 2));
    }
}
