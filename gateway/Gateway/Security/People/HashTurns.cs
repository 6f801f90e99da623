using System.Threading.RateLimiting;

namespace Nanofleet.Gateway.Security.People;

/// <summary>To check a password costs a tenth of a second of a processor: one at a time, and a short queue, leave the others to the readings.</summary>
internal sealed class HashTurns : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 20, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    public ValueTask<RateLimitLease> TakeAsync(CancellationToken cancel) => _limiter.AcquireAsync(1, cancel);

    public void Dispose() => _limiter.Dispose();
}
