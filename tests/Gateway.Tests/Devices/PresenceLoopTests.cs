using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Devices;

/// <summary>What was decided of a device reaches database, broker and listeners, and a deaf gateway accuses nobody.</summary>
public sealed class PresenceLoopTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryStore _store = new();
    private readonly TestLink _link = new();
    private readonly FleetEvents _events = new();
    private readonly Presence _presence = new(new DevicesOptions());
    private readonly SchemaReady _schema;
    private readonly PresenceLoop _loop;

    public PresenceLoopTests()
    {
        var options = new IngestOptions();
        var state = new StoreState(_clock, NullLogger<StoreState>.Instance);
        _schema = new SchemaReady(_store, state, options, _clock);
        var committer = Committers.Create(_store, state, _schema, options, _clock);
        var writer = new BatchWriter(new IngestQueue(options), new ItemPool(options), committer, options, _clock, NullLogger<BatchWriter>.Instance);
        _loop = new PresenceLoop(_presence, _store, _schema, state, writer, _link, _events, new MqttOptions(), _clock, NullLogger<PresenceLoop>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(CancellationToken.None);
        await _schema.StopAsync(CancellationToken.None);
        _loop.Dispose();
        _schema.Dispose();
    }

    [Fact]
    public async Task A_change_goes_into_the_database_then_to_the_broker_and_to_listeners()
    {
        using var listener = _events.Subscribe(10);
        await StartAsync();

        await SayAsync();

        Assert.Equal(new PresenceChanged("b1", _clock.NowMs, true, "online"), await listener.NextAsync(Patience.Cancel).AsTask().InTime());
        Assert.Equal(("system/devices/online", """{"device_id":"b1","status":"online","timestamp":"2026-01-06T00:00:00.000Z"}""", false), await _link.NextAsync());
        Assert.Equal([("b1", true, "online")], _store.Presence);
    }

    [Fact]
    public async Task A_change_that_the_database_did_not_take_is_made_when_it_is_back()
    {
        await StartAsync();
        await CommitAsync();
        _store.IsDown = true;
        _presence.Committed([Heartbeat()], Stored);
        await _clock.WaitForWaitAsync();
        Assert.Equal(0, _link.Waiting);

        _store.IsDown = false;
        await PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("system/devices/online", (await _link.NextAsync()).Topic);
        Assert.Equal([("b1", true, "online")], _store.Presence);
    }

    [Fact]
    public async Task Nobody_is_declared_silent_for_the_time_in_which_the_gateway_could_not_hear()
    {
        await StartAsync();
        await SayAsync();
        await _link.NextAsync();

        _link.IsUp = false;
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromHours(1));
        _link.IsUp = true;
        await PassAsync(TimeSpan.FromSeconds(1));
        await PassAsync(TimeSpan.FromSeconds(89));
        Assert.Equal([("b1", true, "online")], _store.Presence);

        await PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("system/devices/offline", (await _link.NextAsync()).Topic);
        Assert.Equal([("b1", true, "online"), ("b1", false, "offline")], _store.Presence);
    }

    private static CommitResult Stored => new([Outcome.Stored], [], 0);

    private HeartbeatInbound Heartbeat() => new("b1", _clock.NowMs, null, 0, null);

    /// <summary>Returns when the loop has looked once and waits.</summary>
    private async Task StartAsync()
    {
        await _schema.StartAsync(Patience.Cancel);
        await _loop.StartAsync(Patience.Cancel);
        await _clock.WaitForWaitAsync();
    }

    private Task CommitAsync() => _store.CommitAsync([Heartbeat()], Patience.Cancel);

    /// <summary>A heartbeat comes and is stored; returns when the loop has dealt with it.</summary>
    private async Task SayAsync()
    {
        await CommitAsync();
        _presence.Committed([Heartbeat()], Stored);
        await _clock.WaitForWaitAsync();
    }

    /// <summary>Returns when the loop has seen the new time.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _clock.WaitForWaitAsync();
    }
}
