using System.Net;
using System.Net.Sockets;
using System.Text;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>What the gateway counts on in an MQTT client, whoever made it, in both versions against a real Mosquitto.</summary>
public abstract class ClientContract
{
    private const string User = "anna";
    private const string Password = "s3cret";

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task Messages_go_out_and_come_back_with_their_quality(MqttVersion version, MqttQoS qos)
    {
        await using var server = await StartAsync();
        var inbox = new Inbox();
        await using var client = Create(Options(server, version), inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        Assert.Equal([(MqttReasonCode)(byte)qos], await client.SubscribeAsync([new MqttSubscription("t/#", qos)]));

        foreach (var i in Enumerable.Range(0, 300)) Assert.Equal(MqttReasonCode.Success, await client.PublishAsync("t/x", Encoding.UTF8.GetBytes($"{i}"), qos));

        var messages = await inbox.NextAsync(300);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => ("t/x", $"{i}", qos)), messages.Select(message => (message.Topic, message.Payload, message.QoS)));
        Assert.True(inbox.IsEmpty);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Many_publishes_at_once_are_all_answered(MqttVersion version)
    {
        await using var server = await StartAsync();
        var inbox = new Inbox();
        await using var client = Create(Options(server, version), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("t/#", MqttQoS.AtLeastOnce)]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => client.PublishAsync("t/x", Encoding.UTF8.GetBytes($"{i}"), MqttQoS.AtLeastOnce).AsTask()));

        Assert.All(answers, answer => Assert.Equal(MqttReasonCode.Success, answer));
        Assert.Equal(300, (await inbox.NextAsync(300)).Select(message => message.Payload).Distinct().Count());
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_wrong_password_is_a_value_that_says_so(MqttVersion version)
    {
        await using var server = await StartAsync();
        await using var client = Create(Options(server, version, options => options.Password = "guess"));

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
        await using var client = Create(Persistent(server, version), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("work/#", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "work/x", "one", "two", "three");
        var first = await inbox.NextAsync(3);
        first[0].Acknowledgement.Complete();
        await SeeAnswersAsync(client);

        await client.DisconnectAsync();
        first[1].Acknowledgement.Complete(); // too late: the connection that could answer is gone
        var result = await client.ConnectAsync();
        var again = await inbox.NextAsync(2);

        Assert.True(result.SessionPresent);
        Assert.Equal([("two", true), ("three", true)], again.Select(message => (message.Payload, message.Duplicate)));
    }

    [Fact]
    public async Task Acknowledgements_go_out_in_the_order_of_receipt_whatever_the_hosts()
    {
        await using var server = await StartAsync("max_inflight_messages 0");
        var inbox = new Inbox(acknowledge: false);
        await using var client = Create(Options(server, MqttVersion.V500, options => options.ReceiveMaximum = 3), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("work/#", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "work/x", [.. Enumerable.Range(0, 6).Select(i => $"{i}")]);
        var held = await inbox.NextAsync(3);

        held[2].Acknowledgement.Complete();
        held[1].Acknowledgement.Complete();
        await SeeAnswersAsync(client);
        Assert.True(inbox.IsEmpty); // nothing was answered yet, or the broker would have sent more
        held[0].Acknowledgement.Complete();

        Assert.Equal(["3", "4", "5"], (await inbox.NextAsync(3)).Select(message => message.Payload));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task The_receive_maximum_bounds_what_the_host_holds(MqttVersion version)
    {
        await using var server = await StartAsync("max_inflight_messages 0");
        var inbox = new Inbox(acknowledge: false);
        await using var client = Create(Options(server, version, options => options.ReceiveMaximum = 5), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("flood", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "flood", [.. Enumerable.Range(0, 40).Select(i => $"{i}")]);

        var held = await inbox.NextAsync(5);
        for (var i = 0; i < 35; i++)
        {
            held[i].Acknowledgement.Complete();
            held.Add(await inbox.NextAsync());
            Assert.InRange(held.Count - i - 1 + (inbox.IsEmpty ? 0 : 1), 5, 6); // one more may have been read before it could be refused
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), held.Select(message => message.Payload));
        Assert.True(client.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_receiver_that_fails_ends_the_connection_and_its_message_comes_again(MqttVersion version)
    {
        await using var server = await StartAsync();
        var host = new FailingOnce();
        await using var client = Create(Persistent(server, version), host);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("work/#", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "work/x", "one");

        var closed = await client.Closed.WaitAsync(ToolProcess.DefaultTimeout);
        await client.ConnectAsync();

        Assert.Equal((MqttReasonCode.ImplementationSpecificError, false, "the receiver failed: no room"), (closed.Reason, closed.ByPeer, closed.Explanation));
        Assert.Equal("one", (await host.Inbox.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_refused_message_does_not_come_again_where_the_broker_can_be_told()
    {
        await using var server = await StartAsync();
        var inbox = new Inbox(acknowledge: false);
        await using var client = Create(Persistent(server, MqttVersion.V500), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("work/#", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "work/x", "bad", "good");

        (await inbox.NextAsync()).Acknowledgement.Complete(MqttReasonCode.PayloadFormatInvalid);
        await inbox.NextAsync();
        await SeeAnswersAsync(client);
        await client.DisconnectAsync();
        await client.ConnectAsync();

        Assert.Equal("good", (await inbox.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_refused_message_ends_the_connection_where_the_broker_cannot_be_told()
    {
        await using var server = await StartAsync();
        var inbox = new Inbox(acknowledge: false);
        await using var client = Create(Persistent(server, MqttVersion.V311), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("work/#", MqttQoS.AtLeastOnce)]);
        await PublishAsync(server, "work/x", "bad");

        (await inbox.NextAsync()).Acknowledgement.Complete(MqttReasonCode.PayloadFormatInvalid);

        Assert.Equal(MqttReasonCode.PayloadFormatInvalid, (await client.Closed.WaitAsync(ToolProcess.DefaultTimeout)).Reason);
        await client.ConnectAsync();
        Assert.Equal("bad", (await inbox.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_refused_subscription_is_a_value()
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { AuthorizeSubscribe = (_, filter, _) => filter == "open/#" ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized });
        await using var client = Create(new MqttClientOptions { Port = broker.Port });
        await client.ConnectAsync();

        var reasons = await client.SubscribeAsync([new MqttSubscription("open/#", MqttQoS.AtLeastOnce), new MqttSubscription("closed/#")]);

        Assert.Equal([MqttReasonCode.GrantedQoS1, MqttReasonCode.NotAuthorized], reasons);
    }

    [Fact]
    public async Task Properties_reach_the_host()
    {
        await using var server = await StartAsync();
        var inbox = new Inbox();
        await using var client = Create(Options(server, MqttVersion.V500), inbox);
        await client.ConnectAsync();
        await client.SubscribeAsync([new MqttSubscription("t")]);
        await using var publisher = new MqttClient(Options(server, MqttVersion.V500, options => options.ClientId = "other"));
        await publisher.ConnectAsync();

        await publisher.PublishAsync("t", default, MqttQoS.AtLeastOnce, false, new MqttMessageProperties { ContentType = "text/plain", ResponseTopic = "r", CorrelationData = "c"u8.ToArray(), UserProperties = [new("k", "v")] });

        var properties = (await inbox.NextAsync()).PropertyList;
        Assert.Equal(("text/plain", "r", "c"), (properties.ContentType, properties.ResponseTopic, Encoding.UTF8.GetString(properties.CorrelationData.Span)));
        Assert.Equal([new("k", "v")], properties.UserProperties);
    }

    [Fact]
    public async Task A_message_that_says_what_is_not_allowed_about_itself_does_not_end_the_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var inbox = new Inbox();
        await using var client = Create(new MqttClientOptions { Port = ((IPEndPoint)listener.LocalEndpoint).Port, KeepAlive = TimeSpan.Zero }, inbox);
        var connecting = client.ConnectAsync();
        await using var broker = new RawClient(await listener.AcceptSocketAsync());
        await broker.ReadAsync();
        await broker.SendAsync([0x20, 3, 0, 0, 0]);
        await connecting;

        byte[] responseTopic = [0x08, .. RawClient.Text("a/#")];
        await broker.SendAsync(RawClient.Publish(MqttVersion.V500, "t", "odd", properties: responseTopic), RawClient.Publish(MqttVersion.V500, "t", "next"));

        Assert.Equal(["odd", "next"], (await inbox.NextAsync(2)).Select(message => message.Payload));
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
        var loop = new MqttConnectionLoop(Create(Persistent(server, version), inbox), [new MqttSubscription("news", MqttQoS.AtLeastOnce)])
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
    public async Task Whoever_asks_hears_that_the_broker_is_gone(MqttVersion version)
    {
        await using var server = await StartAsync();
        await using var client = Create(Options(server, version));
        await Assert.ThrowsAsync<MqttConnectionException>(() => client.PublishAsync("t", default).AsTask());
        await client.ConnectAsync();

        await server.StopAsync();
        var closed = await client.Closed.WaitAsync(ToolProcess.DefaultTimeout);

        Assert.True(closed.ByPeer, closed.Explanation);
        Assert.False(client.IsConnected);
        await Assert.ThrowsAsync<MqttConnectionException>(() => client.PublishAsync("t", default, MqttQoS.AtLeastOnce).AsTask());
    }

    [Fact]
    public async Task Connecting_says_what_is_wrong()
    {
        await using var server = await StartAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var free = FreePort.Next();

        Assert.Equal("host not found: broker.invalid", await FailAsync(new MqttClientOptions { Host = "broker.invalid" }));
        Assert.Equal($"refused: nothing listens on 127.0.0.1:{free}", await FailAsync(new MqttClientOptions { Port = free }));
        Assert.Equal($"no answer from 127.0.0.1:{port} within 0.2 s", await FailAsync(new MqttClientOptions { Port = port, ConnectTimeout = TimeSpan.FromSeconds(0.2) }));
        Assert.StartsWith($"no TLS with 127.0.0.1:{server.Port}: ", await FailAsync(Options(server, MqttVersion.V500, options => options.Tls = new MqttTlsOptions())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/#")]
    [InlineData("a\0b")]
    public async Task A_topic_that_nobody_may_publish_to_is_the_callers_fault(string topic)
    {
        await using var server = await StartAsync();
        await using var client = Create(Options(server, MqttVersion.V500));
        await client.ConnectAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => client.PublishAsync(topic, default).AsTask());
        Assert.True(client.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Messages_pass_over_TLS_with_a_client_certificate(MqttVersion version)
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Save(authority.IssueServer());
        using var own = authority.IssueClient("tested");
        await using var server = await StartAsync($"cafile {authority.CaFile}", $"certfile {certificate}", $"keyfile {key}", "require_certificate true");
        var inbox = new Inbox();
        var tls = new MqttTlsOptions { CaFile = authority.CaFile, ClientCertificate = own };
        await using var client = Create(Options(server, version, options => options.Tls = tls), inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await client.SubscribeAsync([new MqttSubscription("t", MqttQoS.AtLeastOnce)]);

        await client.PublishAsync("t", "x"u8.ToArray(), MqttQoS.AtLeastOnce);

        Assert.Equal("x", (await inbox.NextAsync()).Payload);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Messages_pass_over_WebSocket(MqttVersion version)
    {
        await using var broker = await WebSocketBroker.StartAsync(); // Debian's Mosquitto opens no WebSocket on loopback alone
        var inbox = new Inbox();
        await using var client = Create(new MqttClientOptions { Port = broker.Port, Version = version, WebSocketPath = "/mqtt" }, inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await client.SubscribeAsync([new MqttSubscription("t", MqttQoS.AtLeastOnce)]);

        await client.PublishAsync("t", new byte[100_000], MqttQoS.AtLeastOnce);

        Assert.Equal(100_000, (await inbox.NextAsync()).Payload.Length);
    }

    private protected abstract IMqttClient Create(MqttClientOptions options, IMqttReceiver? receiver = null);

    private async Task<string> FailAsync(MqttClientOptions options)
    {
        await using var client = Create(options);
        return (await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync())).Message;
    }

    private static async Task<MosquittoServer> StartAsync(params string[] settings)
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        return await MosquittoServer.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { [User] = Password }, Persistence = true, Settings = settings });
    }

    private static MqttClientOptions Options(MosquittoServer server, MqttVersion version, Action<MqttClientOptions>? more = null)
    {
        var options = new MqttClientOptions { Port = server.Port, Version = version, User = User, Password = Password, ClientId = "tested" };
        more?.Invoke(options);
        return options;
    }

    private static MqttClientOptions Persistent(MosquittoServer server, MqttVersion version) =>
        Options(server, version, options => (options.CleanStart, options.SessionExpiry) = (false, TimeSpan.FromHours(1)));

    private static async Task PublishAsync(MosquittoServer server, string topic, params string[] payloads)
    {
        await using var publisher = new MqttClient(Options(server, MqttVersion.V500, options => options.ClientId = "other"));
        await publisher.ConnectAsync();
        foreach (var payload in payloads) await publisher.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce);
    }

    /// <summary>The broker reads in order: when it has answered this, it has read every acknowledgement before it.</summary>
    private static async Task SeeAnswersAsync(IMqttClient client) => await client.PublishAsync("elsewhere", default, MqttQoS.AtLeastOnce);

    private sealed class FailingOnce : IMqttReceiver
    {
        private bool _failed;

        public Inbox Inbox { get; } = new();

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            if (_failed) return Inbox.ReceiveAsync(delivery, cancel);
            _failed = true;
            throw new InvalidOperationException("no room");
        }
    }
}
