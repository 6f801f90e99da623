using System.Collections.Concurrent;
using System.Text;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Of the room for retained messages each branch of topics has a share, so that no client takes it all.</summary>
public sealed class RetainedShareTests
{
    private readonly ConcurrentQueue<string> _refused = [];

    [Fact]
    public async Task A_branch_that_has_its_share_gets_no_more_and_leaves_the_others_theirs()
    {
        await using var broker = await TestBroker.StartAsync(Shared());
        var client = await broker.ConnectAsync(MqttVersion.V500);

        foreach (var topic in new[] { "d/a/1", "d/a/2", "d/a/x/3", "d/a", "d/ab/1", "d/b/1", "elsewhere/1", "elsewhere/2", "elsewhere/3", "elsewhere/4" }) await KeepAsync(client, topic);

        Assert.Equal(["d/a"], _refused); // itself belongs to its branch
        Assert.Equal((9, 1, 0), (broker.Broker.Counters.Retained, broker.Broker.Counters.Dropped(MqttDropReason.RetainedShare), broker.Broker.Counters.Dropped(MqttDropReason.RetainedFull)));
    }

    [Fact]
    public async Task What_takes_anothers_place_counts_once_and_what_is_cleared_gives_its_place_back()
    {
        await using var broker = await TestBroker.StartAsync(Shared());
        var client = await broker.ConnectAsync(MqttVersion.V500);
        foreach (var topic in new[] { "d/a/1", "d/a/2", "d/a/3", "d/a/1", "d/a/1" }) await KeepAsync(client, topic);
        Assert.Empty(_refused);

        await KeepAsync(client, "d/a/2", "");
        await KeepAsync(client, "d/a/2", ""); // there is nothing to give back any more
        await KeepAsync(client, "d/a/4");
        await KeepAsync(client, "d/a/5");

        Assert.Equal(["d/a/5"], _refused);
    }

    [Fact]
    public async Task What_expires_gives_its_place_back()
    {
        var clock = new ManualClock();
        await using var broker = await TestBroker.StartAsync(Shared(), clock: clock);
        var client = await broker.ConnectAsync(MqttVersion.V500);
        var brief = new MqttMessageProperties { MessageExpiry = TimeSpan.FromSeconds(5) };
        for (var i = 0; i < 3; i++) await client.PublishAsync($"d/a/{i}", "x"u8.ToArray(), MqttQoS.AtLeastOnce, retain: true, brief);

        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, broker.Broker.Counters.Retained);
        await KeepAsync(client, "d/a/4");

        Assert.Empty(_refused);
    }

    [Fact]
    public async Task The_bytes_of_a_branch_are_bounded_too_and_a_smaller_message_in_place_of_a_larger_one_is_always_kept()
    {
        var options = Shared();
        options.MaximumRetainedBytesPerBranch = 3000;
        await using var broker = await TestBroker.StartAsync(options);
        var client = await broker.ConnectAsync(MqttVersion.V500);

        await KeepAsync(client, "d/a/1", new string('x', 2000));
        await KeepAsync(client, "d/a/2", new string('x', 2000)); // no room beside the first
        await KeepAsync(client, "d/a/1", new string('x', 500));
        await KeepAsync(client, "d/a/2", new string('x', 1500));
        await KeepAsync(client, "d/a/1", new string('x', 2000)); // no room for so much more

        Assert.Equal(["d/a/2", "d/a/1"], _refused);
    }

    [Fact]
    public async Task The_host_is_not_bound_by_the_share_of_clients()
    {
        await using var broker = await TestBroker.StartAsync(Shared());
        var client = await broker.ConnectAsync(MqttVersion.V500);
        for (var i = 0; i < 3; i++) await KeepAsync(client, $"d/a/{i}");

        await broker.Broker.PublishAsync("d/a/desired", "x"u8.ToArray(), retain: true);

        Assert.Equal(4, broker.Broker.Counters.Retained);
        await KeepAsync(client, "d/a/2"); // in place of its own, although the branch has more now than its share
        Assert.Empty(_refused);
    }

    [Fact]
    public async Task Wills_are_held_to_the_share()
    {
        await using var broker = await TestBroker.StartAsync(Shared());
        for (var i = 0; i < 4; i++) // whoever takes a client's place sets its will off, before it is welcomed itself
            await broker.ConnectAsync(MqttVersion.V500, "one", more: options => options.Will = new MqttWill { Topic = $"d/a/{i}", Payload = "x"u8.ToArray(), Retain = true });
        await broker.ConnectAsync(MqttVersion.V500, "one");

        Assert.Equal(["d/a/3"], _refused);
        Assert.Equal(3, broker.Broker.Counters.Retained);
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_share_is_right_after_a_crash(bool sqlite)
    {
        await using var broker = await StoredBroker.StartAsync(sqlite, Share);
        var client = await broker.Test.ConnectAsync(MqttVersion.V500);
        foreach (var topic in new[] { "d/a/1", "d/a/2", "d/a/3", "d/b/1", "d/a/1" }) await KeepAsync(client, topic);
        await KeepAsync(client, "d/a/2", "");

        await broker.CrashAsync();
        client = await broker.Test.ConnectAsync(MqttVersion.V500);
        foreach (var topic in new[] { "d/a/1", "d/a/4", "d/a/5", "d/b/2", "d/b/3" }) await KeepAsync(client, topic);

        Assert.Equal(["d/a/5"], _refused);
    }

    private static async Task KeepAsync(MqttClient client, string topic, string payload = "x") =>
        Assert.False((await client.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce, retain: true)).IsFailure());

    private MqttBrokerOptions Shared()
    {
        var options = new MqttBrokerOptions();
        Share(options);
        return options;
    }

    private void Share(MqttBrokerOptions options)
    {
        options.RetainedBranches = ["d"];
        options.MaximumRetainedMessagesPerBranch = 3;
        options.RetainedRefused = topic => _refused.Enqueue(Encoding.UTF8.GetString(topic));
    }
}
