using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Health;

/// <summary>Asks the parts that the gateway cannot work without. The database is asked at most once a second, however often somebody calls.</summary>
public sealed class HealthCheck(IStore store, IBrokerLink link, IngestQueue queue, BatchWriter writer, MessageSpool spool, IngestCounters counters, DeviceBudgets budgets, BrokerCertificateWatch certificate, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<HealthPart>? _database;
    private long _askedAt;

    public async Task<HealthReport> ReportAsync()
    {
        var database = await AskDatabaseAsync();
        var broker = new HealthPart(link.IsUp, link.Problem ?? certificate.Warning);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var oldest = writer.OldestWaitingMs is { } arrival ? Math.Max(0, now - arrival) : 0;
        return new HealthReport(database.Ok && broker.Ok ? "ok" : "failing", database, broker, queue.Count, oldest, SpoolView.Of(spool.Counts), HealthCounters.Of(counters), LimitsView.Of(budgets.Total));
    }

    private Task<HealthPart> AskDatabaseAsync()
    {
        lock (_gate)
        {
            if (_database is null || (_database.IsCompleted && clock.GetElapsedTime(_askedAt) >= Fresh))
                (_database, _askedAt) = (PingAsync(), clock.GetTimestamp());
            return _database;
        }
    }

    private async Task<HealthPart> PingAsync()
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        try
        {
            await store.PingAsync(limit.Token).WaitAsync(limit.Token);
            return new HealthPart(true, null);
        }
        catch (StoreUnavailableException e)
        {
            return new HealthPart(false, e.Message);
        }
        catch (OperationCanceledException)
        {
            return new HealthPart(false, $"The database did not answer within {Patience.TotalSeconds} s.");
        }
    }
}
