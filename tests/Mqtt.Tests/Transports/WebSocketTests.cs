using System.Net;
using System.Net.WebSockets;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Transports;

/// <summary>MQTT over WebSocket (5.0 §6, 3.1.1 §6), at the broker's end with a raw WebSocket and at both ends with our client.</summary>
public sealed class WebSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task Messages_pass_both_ways_over_WebSocket(MqttVersion version, MqttQoS qos)
    {
        await using var broker = await WebSocketBroker.StartAsync();
        await Exchange.RunAsync(new MqttClientOptions { Port = broker.Port, WebSocketPath = "/mqtt", Version = version }, qos);
    }

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task Messages_pass_both_ways_over_WebSocket_with_TLS(MqttVersion version, MqttQoS qos)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        await using var broker = await WebSocketBroker.StartAsync(certificate: certificate);
        await Exchange.RunAsync(new MqttClientOptions { Port = broker.Port, WebSocketPath = "/mqtt", Version = version, Tls = new MqttTlsOptions { CaFile = authority.CaFile } }, qos);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Packets_may_span_frames_and_frames_may_hold_several_packets(MqttVersion version)
    {
        var host = new Inbox();
        await using var broker = await WebSocketBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        using var socket = await DialAsync(broker);
        byte[] bytes = [.. RawClient.Connect(version, "ws"), .. RawClient.Publish(version, "t", "one"), .. RawClient.Publish(version, "t", "two")];

        foreach (var one in bytes[..20]) await SendAsync(socket, [one]);
        await SendAsync(socket, []);
        await SendAsync(socket, bytes[20..]);

        Assert.Equal(["one", "two"], (await host.NextAsync(2)).Select(message => message.Payload));
    }

    [Fact]
    public async Task A_frame_may_come_in_parts()
    {
        var host = new Inbox();
        await using var broker = await WebSocketBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        using var socket = await DialAsync(broker);
        byte[] bytes = [.. RawClient.Connect(MqttVersion.V500, "ws"), .. RawClient.Publish(MqttVersion.V500, "t", "one")];

        foreach (var one in bytes) await socket.SendAsync(new[] { one }, WebSocketMessageType.Binary, false, CancellationToken.None);
        await SendAsync(socket, []);

        Assert.Equal("one", (await host.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection_and_publishes_the_will()
    {
        var host = new Inbox();
        await using var broker = await WebSocketBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        using var socket = await DialAsync(broker);
        byte[] connect = RawClient.Packet(0x10, [.. RawClient.Text("MQTT"), 4, 0x06, 0, 0, .. RawClient.Text("ws"), .. RawClient.Text("will"), .. RawClient.Text("gone")]);
        await SendAsync(socket, connect);
        Assert.Equal(PacketType.ConnAck, (PacketType)((await ReceiveAsync(socket))[0] >> 4));

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);

        Assert.Empty(await ReceiveAsync(socket));
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, socket.CloseStatus);
        Assert.Equal("gone", (await host.NextAsync()).Payload);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("chat")]
    public async Task A_client_that_does_not_speak_mqtt_is_refused(string? protocol)
    {
        await using var broker = await WebSocketBroker.StartAsync();

        var (status, _) = await TryDialAsync(broker, protocol);

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task The_sub_protocol_is_mqtt_whatever_else_a_client_would_speak()
    {
        await using var broker = await WebSocketBroker.StartAsync();
        using var socket = new ClientWebSocket();
        foreach (var protocol in new[] { "mqttv3.1", "mqtt", "chat" }) socket.Options.AddSubProtocol(protocol);

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{broker.Port}/mqtt"), CancellationToken.None);

        Assert.Equal("mqtt", socket.SubProtocol);
    }

    [Theory]
    [InlineData("http://evil.example", false)]
    [InlineData("http://127.0.0.1", false)]
    [InlineData("null", false)]
    [InlineData("http://127.0.0.1:PORT", true)]
    [InlineData("https://friend.example", true)]
    public async Task A_page_of_another_origin_may_not_connect_unless_it_is_named(string origin, bool allowed)
    {
        await using var broker = await WebSocketBroker.StartAsync(sockets: new MqttWebSocketOptions { AllowedOrigins = ["https://friend.example"] });

        var (status, _) = await TryDialAsync(broker, "mqtt", origin.Replace("PORT", $"{broker.Port}", StringComparison.Ordinal));

        Assert.Equal(allowed ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, status);
    }

    [Theory]
    [InlineData("127.0.0.1", null, false, true)]
    [InlineData("localhost:1", null, false, true)]
    [InlineData("fleet.example", null, false, false)] // a proxy that passes the name on, or a page that was made to lead here
    [InlineData("127.0.0.1", "203.0.113.7", false, false)]
    [InlineData("127.0.0.1", null, true, false)]
    public async Task A_client_is_local_only_where_nobody_can_be_speaking_for_another(string host, string? forwardedFor, bool isBehindProxy, bool isLocal)
    {
        var seen = new TaskCompletionSource<bool>();
        var options = new MqttBrokerOptions
        {
            Authenticate = (peer, _, _) =>
            {
                seen.TrySetResult(peer.IsLocal);
                return new(MqttReasonCode.Success);
            },
        };
        await using var broker = await WebSocketBroker.StartAsync(options, sockets: new MqttWebSocketOptions { IsBehindProxy = isBehindProxy });
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.SetRequestHeader("Host", host);
        if (forwardedFor is not null) socket.Options.SetRequestHeader("X-Forwarded-For", forwardedFor);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{broker.Port}/mqtt"), CancellationToken.None);

        await SendAsync(socket, RawClient.Connect(MqttVersion.V500, "ws"));

        Assert.Equal(isLocal, await seen.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Whoever_asks_without_WebSocket_reads_what_is_there()
    {
        await using var broker = await WebSocketBroker.StartAsync();
        using var http = new HttpClient();

        var answer = await http.GetAsync($"http://127.0.0.1:{broker.Port}/mqtt");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("MQTT over WebSocket", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_beyond_the_rate_are_refused_before_they_are_WebSockets()
    {
        await using var broker = await WebSocketBroker.StartAsync(new MqttBrokerOptions { ConnectionRate = new MqttRate(0.001, 1) });
        using var first = await DialAsync(broker);

        var (status, _) = await TryDialAsync(broker, "mqtt");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(1, broker.Broker.Counters.Throttled);
    }

    [Fact]
    public async Task A_WebSocket_that_never_says_CONNECT_is_closed()
    {
        var clock = new ManualClock();
        await using var broker = await WebSocketBroker.StartAsync(clock: clock);
        using var socket = await DialAsync(broker);
        await broker.UntilAsync(counters => counters.HalfOpen == 1);

        var received = ReceiveAsync(socket);
        await broker.UntilAsync(counters => // it is counted before its time begins
        {
            clock.Advance(TimeSpan.FromSeconds(11));
            return counters is { HalfOpen: 0, Connections: 0 };
        });

        Assert.Empty(await received);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Clients_hear_goodbye_when_the_broker_stops(MqttVersion version)
    {
        await using var broker = await WebSocketBroker.StartAsync();
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, WebSocketPath = "/mqtt", Version = version });
        await client.ConnectAsync();

        await broker.DisposeAsync();

        var expected = version == MqttVersion.V500 ? MqttReasonCode.ServerShuttingDown : MqttReasonCode.UnspecifiedError;
        Assert.Equal((expected, true), ((await client.Closed).Reason, (await client.Closed).ByPeer));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_normal_goodbye_publishes_no_will(MqttVersion version)
    {
        var host = new Inbox();
        await using var broker = await WebSocketBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, WebSocketPath = "/mqtt", Version = version, Will = new MqttWill { Topic = "will" } });
        await client.ConnectAsync();

        await client.DisconnectAsync();

        await broker.UntilAsync(counters => counters.Connections == 0);
        Assert.True(host.IsEmpty);
    }

    [Fact]
    public async Task A_client_that_is_cut_off_leaves_its_will()
    {
        var host = new Inbox();
        await using var broker = await WebSocketBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, WebSocketPath = "/mqtt", Will = new MqttWill { Topic = "will" } });
        await client.ConnectAsync();

        client.Abort();

        Assert.Equal("will", (await host.NextAsync()).Topic);
    }

    [Theory]
    [InlineData("/", "the server answers 200")]
    [InlineData("/elsewhere", "the server answers 404")]
    public async Task Connecting_says_so_when_there_is_no_MQTT_at_that_path(string path, string why)
    {
        await using var broker = await WebSocketBroker.StartAsync();
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, WebSocketPath = path });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal($"no MQTT over WebSocket at 127.0.0.1:{broker.Port}{path}: {why}", failure.Message);
    }

    [Fact]
    public async Task Connecting_says_so_when_the_other_side_speaks_no_HTTP()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, WebSocketPath = "/mqtt" });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith($"no MQTT over WebSocket at 127.0.0.1:{broker.Port}/mqtt: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_reader_over_WebSocket_is_cut_and_does_not_hold_up_the_end()
    {
        var clock = new ManualClock();
        await using var broker = await WebSocketBroker.StartAsync(clock: clock);
        using var socket = await DialAsync(broker);
        await SendAsync(socket, RawClient.Connect(MqttVersion.V500, "slow"));
        Assert.Equal(PacketType.ConnAck, (PacketType)((await ReceiveAsync(socket))[0] >> 4));
        await SendAsync(socket, RawClient.Subscribe(MqttVersion.V500, 1, "#", 0));
        Assert.Equal(PacketType.SubAck, (PacketType)((await ReceiveAsync(socket))[0] >> 4)); // from now on it gets all, and reads nothing
        var payload = new byte[100_000];

        // However much the system's buffers take, which is tens of megabytes on some: in the end it is waited for, and then cut.
        var limit = DateTime.UtcNow + Patience;
        while (broker.Broker.Counters.Connections > 0)
        {
            Assert.True(DateTime.UtcNow < limit, "it is still connected");
            await broker.Broker.PublishAsync("t", payload);
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static async Task<ClientWebSocket> DialAsync(WebSocketBroker broker)
    {
        var (status, socket) = await TryDialAsync(broker, "mqtt");
        Assert.Equal(HttpStatusCode.SwitchingProtocols, status);
        return socket;
    }

    private static async Task<(HttpStatusCode Status, ClientWebSocket Socket)> TryDialAsync(WebSocketBroker broker, string? protocol, string? origin = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (protocol is not null) socket.Options.AddSubProtocol(protocol);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{broker.Port}/mqtt"), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(HttpStatusCode.SwitchingProtocols, socket.HttpStatusCode);
        }
        return (socket.HttpStatusCode, socket);
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>One frame; empty at the end.</summary>
    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience);
        var buffer = new byte[1000];
        var result = await socket.ReceiveAsync(buffer, limit.Token);
        return buffer[..result.Count];
    }
}
