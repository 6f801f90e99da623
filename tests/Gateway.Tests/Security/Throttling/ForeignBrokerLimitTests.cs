using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Gateway.Tests.Ingest;

namespace Nanofleet.Gateway.Tests.Security.Throttling;

/// <summary>Behind another broker nobody can be held back: what is too much is not stored, not said to be, and asked for.</summary>
public sealed class ForeignBrokerLimitTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("limits-").FullName;
    private readonly ManualClock _clock = new();
    private readonly DeviceBudgets _budgets;
    private readonly StoredReplies _replies;
    private readonly SqliteStore _store;
    private readonly Pipeline _pipeline;

    public ForeignBrokerLimitTests()
    {
        _budgets = new DeviceBudgets(new LimitsOptions { MessagesPerSecond = 1, MessageBurst = 2 }, _clock);
        _replies = new StoredReplies(pubackMeansStored: false, _clock);
        _store = new SqliteStore(Path.Combine(_folder, "nanofleet.db"), new StoreOptions { Unknown = UnknownDevices.Accept });
        _pipeline = new Pipeline(_store, observers: [_replies], limit: new IngestLimit(_budgets, new MqttOptions { Host = "broker.lan" }));
    }

    public async ValueTask InitializeAsync() => await _pipeline.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_numbered_message_over_the_measure_is_answered_and_asked_for_and_stored_when_it_comes_again()
    {
        for (var seq = 1; seq <= 4; seq++) await _pipeline.SendAsync(seq);
        await _pipeline.DrainAsync();
        await _pipeline.Acks.WaitForAsync(4); // the broker shall not send it again: the board does

        Assert.Equal(2, (await BalanceAsync()).Stored);
        Assert.Equal(2, _budgets.Counts("b1").AskedAgain);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _pipeline.SendAsync(5);
        await _pipeline.DrainAsync();
        var (device, message) = _replies.TakeDue()[^1];
        Assert.Equal("b1", device);
        Assert.Equal([true, true, false, false, true], Enumerable.Range(1, 5).Select(seq => message.Settles(seq))); // 3 and 4 it is to keep and send again

        _clock.Advance(TimeSpan.FromSeconds(2));
        await _pipeline.SendAsync(3);
        await _pipeline.SendAsync(4);
        await _pipeline.DrainAsync();
        Assert.Equal(5, (await BalanceAsync()).Stored);
    }

    [Fact]
    public async Task A_message_without_a_number_is_counted_as_lost()
    {
        for (var i = 0; i < 4; i++) await _pipeline.SendAsync("""{"t":1}""");
        await _pipeline.DrainAsync();

        Assert.Equal((2, 0), (_budgets.Counts("b1").Dropped, _budgets.Counts("b1").AskedAgain));
    }

    [Fact]
    public async Task Others_are_stored_while_one_floods()
    {
        for (var seq = 1; seq <= 10; seq++) await _pipeline.SendAsync(seq);

        await _pipeline.SendAsync("""{"t":1}""", "devices/b2/data");
        await _pipeline.DrainAsync();

        Assert.Single(await _store.ReadAsync(new ReadingQuery("b2", null, 0, long.MaxValue, 10), Patience.Cancel));
    }

    [Fact]
    public async Task A_board_that_floods_still_says_that_it_leaves()
    {
        for (var seq = 1; seq <= 10; seq++) await _pipeline.SendAsync(seq);

        await _pipeline.SendAsync("""{"status":"offline"}""", "devices/b1/status");
        await _pipeline.DrainAsync();

        Assert.Equal("offline", (await _store.FindDeviceAsync("b1", Patience.Cancel))!.Status);
    }

    private async Task<Balance> BalanceAsync() => (await _store.BalanceAsync("b1", Patience.Cancel))!;
}
