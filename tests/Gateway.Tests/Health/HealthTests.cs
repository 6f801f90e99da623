using System.Net;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Health;

/// <summary>Health says whether readings can come in and be stored, and if not, why.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_gateway_that_works_is_healthy_and_counts_what_it_did()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", """{"t":1,"u":2}""");

        using var response = await gateway.Http.GetAsync("/healthz", Patience.Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var report = await TestGateway.ReadAsync(response);
        Assert.Equal(("ok", 0, 0L), (report.GetProperty("status").GetString(), report.GetProperty("queue").GetInt32(), report.GetProperty("oldest_waiting_ms").GetInt64()));
        Assert.Equal((1L, 2L), (report.GetProperty("counters").GetProperty("received").GetInt64(), report.GetProperty("counters").GetProperty("readings").GetInt64()));
    }

    [Fact]
    public async Task Without_its_database_it_is_not_healthy_and_the_other_questions_say_so_too()
    {
        var store = new MemoryStore { IsDown = true };
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IStore>(store));

        using var health = await gateway.Http.GetAsync("/healthz", Patience.Cancel);
        using var devices = await gateway.Http.GetAsync("/api/devices", Patience.Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (health.StatusCode, devices.StatusCode));
        var database = (await TestGateway.ReadAsync(health)).GetProperty("database");
        Assert.Equal((false, "The test has switched the database off."), (database.GetProperty("ok").GetBoolean(), database.GetProperty("problem").GetString()));
        Assert.Contains("The database does not answer", (await TestGateway.ReadAsync(devices)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_waits_in_the_spool_is_said_by_health_and_the_balance_page()
    {
        var store = new MemoryStore { IsDown = true };
        await using var gateway = await TestGateway.StartAsync(["--Spool:After=0s"], builder => builder.Services.AddSingleton<IStore>(store));
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", """{"t":1,"u":2}""");

        var spool = (await gateway.GetAsync("/healthz")).GetProperty("spool");
        using var page = await gateway.Http.GetAsync("/", Patience.Cancel);

        Assert.Equal((1L, null), (spool.GetProperty("messages").GetInt64(), spool.GetProperty("problem").GetString()));
        Assert.True(spool.GetProperty("bytes").GetInt64() > 0 && spool.GetProperty("oldest").GetString() is not null);
        Assert.Contains("waits on the gateway's own disk, messages so far: 1.", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Patience.Cancel)));
    }

    [Fact]
    public async Task Without_its_broker_it_is_not_healthy()
    {
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IBrokerLink>(new TestLink { IsUp = false }));

        using var response = await gateway.Http.GetAsync("/healthz", Patience.Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("The test has no broker.", (await TestGateway.ReadAsync(response)).GetProperty("broker").GetProperty("problem").GetString());
    }

    [Fact]
    public async Task What_waits_for_the_database_shows()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        var store = new MemoryStore();
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IStore>(store).AddSingleton<TimeProvider>(clock));
        await using var board = await gateway.ConnectAsync("b1");
        store.Hold();
        var first = board.PublishAsync("data", """{"t":1}""");
        await store.WaitForAttemptAsync();
        clock.Advance(TimeSpan.FromMilliseconds(1500));

        var report = await gateway.GetAsync("/healthz");

        Assert.Equal(1500, report.GetProperty("oldest_waiting_ms").GetInt64());
        store.Release();
        await first.InTime();
    }
}
