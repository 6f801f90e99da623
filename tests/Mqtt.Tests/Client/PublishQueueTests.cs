using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>How many publishes a client lets wait for an answer, and what becomes of the next one.</summary>
public sealed class PublishQueueTests
{
    private readonly Inbox _host = new(acknowledge: false);

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_publish_waits_for_its_place_when_the_queue_is_full(MqttVersion version)
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync(version, "p", null, options => options.MaximumQueuedPublishes = 2);
        var publishing = Enumerable.Range(0, 3).Select(_ => PublishAsync(client)).ToList();
        var held = await _host.NextAsync(2);

        await client.PublishAsync("t", default); // QoS 0 has no queue; the broker has read all before it
        Assert.Equal(MqttQoS.AtMostOnce, (await _host.NextAsync()).QoS);
        held[0].Acknowledgement.Complete();

        (await _host.NextAsync()).Acknowledgement.Complete();
        held[1].Acknowledgement.Complete();
        Assert.All(await Task.WhenAll(publishing), reason => Assert.False(reason.IsFailure()));
    }

    [Fact]
    public async Task A_publish_that_waits_for_its_place_may_be_cancelled_and_takes_none()
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "p", null, options => options.MaximumQueuedPublishes = 1);
        var first = PublishAsync(client);
        var held = await _host.NextAsync();
        using var cancel = new CancellationTokenSource();
        var second = PublishAsync(client, cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        held.Acknowledgement.Complete();
        await first;

        var third = PublishAsync(client);
        (await _host.NextAsync()).Acknowledgement.Complete();
        Assert.False((await third).IsFailure());
        Assert.True(_host.IsEmpty);
    }

    [Fact]
    public async Task A_publish_that_waits_for_its_place_fails_with_the_connection_when_the_session_does_not_persist()
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "p", null, options => options.MaximumQueuedPublishes = 1);
        var publishing = Enumerable.Range(0, 5).Select(_ => PublishAsync(client)).ToList();
        await _host.NextAsync();

        client.Abort();

        foreach (var task in publishing) await Assert.ThrowsAsync<MqttConnectionException>(() => task);
        await client.ConnectAsync();
        var next = PublishAsync(client); // all places are free again
        (await _host.NextAsync()).Acknowledgement.Complete();
        Assert.False((await next).IsFailure());
    }

    [Fact]
    public async Task A_publish_that_waits_for_its_place_goes_on_waiting_over_a_reconnect_when_the_session_persists()
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "p", null, options =>
            (options.MaximumQueuedPublishes, options.CleanStart, options.SessionExpiry) = (1, false, TimeSpan.FromHours(1)));
        var publishing = Enumerable.Range(0, 3).Select(_ => PublishAsync(client)).ToList();
        await _host.NextAsync();

        client.Abort();
        await client.Closed;
        Assert.All(publishing, task => Assert.False(task.IsCompleted));
        await client.ConnectAsync();

        for (var i = 0; i < 3; i++) (await _host.NextAsync()).Acknowledgement.Complete();
        Assert.All(await Task.WhenAll(publishing), reason => Assert.False(reason.IsFailure()));
    }

    [Fact]
    public async Task A_publish_that_is_the_callers_fault_takes_no_place()
    {
        await using var broker = await StartAsync();
        await using var client = await broker.ConnectAsync(MqttVersion.V500, "p", null, options => options.MaximumQueuedPublishes = 1);

        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<ArgumentException>(() => client.PublishAsync("a/#", default, MqttQoS.AtLeastOnce).AsTask());
        Assert.Equal(MqttReasonCode.PacketTooLarge, await client.PublishAsync("t", new byte[2_000_000], MqttQoS.AtLeastOnce));
        var publishing = PublishAsync(client);
        (await _host.NextAsync()).Acknowledgement.Complete();

        Assert.False((await publishing).IsFailure());
    }

    private Task<TestBroker> StartAsync() => TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, _host);

    private static Task<MqttReasonCode> PublishAsync(MqttClient client, CancellationToken cancel = default) => client.PublishAsync("t", default, MqttQoS.AtLeastOnce, cancel: cancel).AsTask();
}
