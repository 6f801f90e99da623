using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>Our client against a real Mosquitto, with users, in both versions.</summary>
public sealed class MosquittoBrokerTests
{
    private const string User = "anna";
    private const string Password = "s3cret";

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task Messages_go_out_and_come_back_with_their_quality(MqttVersion version, MqttQoS qos)
    {
        await using var server = await StartAsync();
        var inbox = new Inbox();
        await using var client = new MqttClient(Options(server, version), inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        Assert.Equal([(MqttReasonCode)(byte)qos], await client.SubscribeAsync([new MqttSubscription("t/#", qos)]));

        var published = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => client.PublishAsync("t/x", System.Text.Encoding.UTF8.GetBytes($"{i}"), qos).AsTask()));

        Assert.All(published, reason => Assert.Equal(MqttReasonCode.Success, reason));
        var messages = await inbox.NextAsync(300);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), messages.Select(message => message.Payload));
        Assert.All(messages, message => Assert.Equal(qos, message.QoS));
        Assert.True(inbox.IsEmpty);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_wrong_password_is_a_value_that_says_so(MqttVersion version)
    {
        await using var server = await StartAsync();
        await using var client = new MqttClient(Options(server, version, options => options.Password = "guess"));

        var result = await client.ConnectAsync();

        Assert.False(result.IsAccepted);
        Assert.Equal(MqttReasonCode.NotAuthorized, result.ReasonCode); // what Mosquitto says to a wrong password
        Assert.False(client.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Unacknowledged_messages_come_again_after_a_reconnect_when_the_session_persists(MqttVersion version)
    {
        await using var server = await StartAsync();
        var inbox = new Inbox(acknowledge: false);
        await using var client = new MqttClient(Persistent(server, version), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("work/#", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "work/x", "one", "two", "three");
        var first = await inbox.NextAsync(3);
        first[0].Acknowledgement.Complete();
        await SeeAnswersAsync(client);

        client.Abort();
        await client.Closed;
        first[1].Acknowledgement.Complete(); // too late: the connection that could answer is gone
        var result = await client.ConnectAsync();
        var again = await inbox.NextAsync(2);

        Assert.True(result.SessionPresent);
        Assert.Equal([("two", true), ("three", true)], again.Select(message => (message.Payload, message.Duplicate)));
    }

    [Fact]
    public async Task The_receive_maximum_bounds_what_the_host_holds()
    {
        await using var server = await StartAsync("max_inflight_messages 0");
        var inbox = new Inbox(acknowledge: false);
        await using var client = new MqttClient(Options(server, MqttVersion.V500, options => options.ReceiveMaximum = 5), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("flood", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "flood", [.. Enumerable.Range(0, 20).Select(i => $"{i}")]);

        var held = await inbox.NextAsync(5);
        Assert.True(inbox.IsEmpty);
        for (var i = 0; i < 15; i++)
        {
            held[i].Acknowledgement.Complete();
            held.Add(await inbox.NextAsync());
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), held.Select(message => message.Payload));
        Assert.True(client.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task The_loop_finds_its_way_back_and_loses_nothing_when_the_broker_restarts(MqttVersion version)
    {
        await using var server = await StartAsync();
        var inbox = new Inbox();
        var connected = new SemaphoreSlim(0);
        var lost = new TaskCompletionSource<MqttDisconnect>();
        using var stop = new CancellationTokenSource();
        var loop = new MqttConnectionLoop(Persistent(server, version), [new MqttSubscription("news", MqttQoS.AtLeastOnce)], inbox)
        {
            Connected = (_, _) => { connected.Release(); return Task.CompletedTask; },
            Lost = (why, _) => lost.TrySetResult(why),
        };
        var running = loop.RunAsync(stop.Token);
        Assert.True(await connected.WaitAsync(ToolProcess.DefaultTimeout));
        await PublishAsync(server, "news", "before");

        await server.StopAsync();
        await lost.Task.WaitAsync(ToolProcess.DefaultTimeout);
        await server.StartAgainAsync();
        await PublishAsync(server, "news", "between");
        Assert.True(await connected.WaitAsync(TimeSpan.FromSeconds(40)));
        await PublishAsync(server, "news", "after");

        var received = await inbox.NextAsync(3);
        Assert.Equal(["before", "between", "after"], received.Select(message => message.Payload));
        await stop.CancelAsync();
        await running;
        Assert.Equal(MqttConnectionState.Stopped, loop.State);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_publish_is_answered_after_a_reconnect_when_the_session_persists(MqttVersion version)
    {
        await using var server = await StartAsync();
        var cut = new CuttableTransport();
        await using var client = new MqttClient(Persistent(server, version, options => options.ConnectTransport = cut.ConnectAsync));
        await client.ConnectAsync();
        cut.SwallowWrites = true;
        var publishing = client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce).AsTask();

        client.Abort();
        await client.Closed;
        Assert.False(publishing.IsCompleted);
        cut.SwallowWrites = false;
        await client.ConnectAsync();

        Assert.False((await publishing).IsFailure());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_publish_fails_with_its_connection_when_the_session_does_not_persist(MqttVersion version)
    {
        await using var server = await StartAsync();
        var cut = new CuttableTransport();
        await using var client = new MqttClient(Options(server, version, options => options.ConnectTransport = cut.ConnectAsync));
        await client.ConnectAsync();
        cut.SwallowWrites = true;
        var publishing = client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce).AsTask();

        client.Abort();

        var failure = await Assert.ThrowsAsync<MqttConnectionException>(() => publishing);
        Assert.Contains("unknown", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<MosquittoServer> StartAsync(params string[] settings)
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        return await MosquittoServer.StartAsync(new MosquittoOptions
        {
            Users = new Dictionary<string, string> { [User] = Password },
            Persistence = true,
            Settings = settings,
        });
    }

    private static MqttClientOptions Options(MosquittoServer server, MqttVersion version, Action<MqttClientOptions>? more = null)
    {
        var options = new MqttClientOptions { Port = server.Port, Version = version, User = User, Password = Password, ClientId = "tested" };
        more?.Invoke(options);
        return options;
    }

    private static MqttClientOptions Persistent(MosquittoServer server, MqttVersion version, Action<MqttClientOptions>? more = null) =>
        Options(server, version, options =>
        {
            options.CleanStart = false;
            options.SessionExpiry = TimeSpan.FromHours(1);
            more?.Invoke(options);
        });

    private static async Task PublishAsync(MosquittoServer server, string topic, params string[] payloads)
    {
        await using var publisher = new MqttClient(Options(server, MqttVersion.V500, options => options.ClientId = "other"));
        await publisher.ConnectAsync();
        foreach (var payload in payloads) await publisher.PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce);
    }

    /// <summary>The broker reads in order: when it has answered this, it has read every acknowledgement before it.</summary>
    private static async Task SeeAnswersAsync(MqttClient client) => await client.PublishAsync("elsewhere", default, MqttQoS.AtLeastOnce);
}
