extern alias firmware;

using firmware::nanoFramework.M2Mqtt;
using firmware::nanoFramework.M2Mqtt.Exceptions;
using firmware::nanoFramework.M2Mqtt.Messages;
using firmware::nanoFramework.Networking;
using Nanofleet.Testing;
using Nanofleet.VirtualBoard;
using NanoConsole = firmware::System.Console;
using NanoSocketException = firmware::System.Net.Sockets.SocketException;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>M2Mqtt on a virtual board has the habits of the real library, the bad ones too.</summary>
public sealed class MqttOnBoardTests : IAsyncDisposable
{
    private readonly TestBroker _broker = TestBroker.Start();
    private readonly Signal _closed = new();

    private readonly Board _board = new(new BoardOptions
    {
        Name = "m2",
        WifiJoinTime = TimeSpan.FromMilliseconds(10),
        WifiLossNotice = TimeSpan.FromMilliseconds(200),
    });

    [Fact]
    public async Task A_message_goes_out_and_one_comes_in()
    {
        var received = "";
        var arrived = new Signal();
        await _board.RunAsync(() =>
        {
            var client = Connected();
            client.MqttMsgPublishReceived += (_, e) =>
            {
                received = $"{e.Topic} {Encoding(e.Message)} {e.Retain}";
                arrived.Set();
            };
            client.MqttMsgSubscribed += (_, e) => client.Publish("up", "granted"u8.ToArray());
            client.Subscribe(["down/+"], [MqttQoSLevel.AtLeastOnce]);
        });
        Assert.Equal("granted", await _broker.NextAsync("up"));

        await _broker.PublishAsync("down/1", "hello");

        await arrived.WaitAsync();
        Assert.Equal("down/1 hello False", received);
    }

    [Fact]
    public async Task An_acknowledged_publish_is_reported_with_its_number()
    {
        var (sent, reported, isPublished) = (0, 0, false);
        var told = new Signal();
        await _board.RunAsync(() =>
        {
            var client = Connected();
            client.MqttMsgPublished += (_, e) =>
            {
                (reported, isPublished) = (e.MessageId, e.IsPublished);
                told.Set();
            };
            sent = client.Publish("up", [1], null, null, MqttQoSLevel.AtLeastOnce, false);
        });

        await told.WaitAsync();
        Assert.NotEqual(0, sent);
        Assert.Equal((sent, true), (reported, isPublished));
    }

    [Fact]
    public async Task Publishing_while_disconnected_queues_up_to_the_limit_and_goes_out_with_the_connection()
    {
        MqttClientErrorCode? refusal = null;
        await _board.RunAsync(() =>
        {
            Join();
            var client = NewClient(_broker.Port);
            client.Settings.InflightQueueSize = 2;
            client.Publish("up", "1"u8.ToArray());
            client.Publish("up", "2"u8.ToArray());
            refusal = Assert.Throws<MqttClientException>(() => client.Publish("up", "3"u8.ToArray())).ErrorCode;
            client.Connect("m2");
        });

        Assert.Equal("1", await _broker.NextAsync("up"));
        Assert.Equal("2", await _broker.NextAsync("up"));
        Assert.Equal(MqttClientErrorCode.InflightQueueFull, refusal);
    }

    [Fact]
    public async Task Unanswered_publishes_count_towards_the_limit_too()
    {
        MqttClientErrorCode? refusal = null;
        await _board.RunAsync(() =>
        {
            var client = Connected();
            client.Settings.InflightQueueSize = 2;
            _board.CutWifi();
            client.Publish("up", [1], null, null, MqttQoSLevel.AtLeastOnce, false);
            client.Publish("up", [2], null, null, MqttQoSLevel.AtLeastOnce, false);
            refusal = Assert.Throws<MqttClientException>(() => client.Publish("up", [3])).ErrorCode;
        });

        Assert.Equal(MqttClientErrorCode.InflightQueueFull, refusal);
    }

    [Fact]
    public async Task A_refused_port_is_a_connection_exception()
    {
        Exception? fault = null;
        await _board.RunAsync(() =>
        {
            Join();
            fault = Record.Exception(() => NewClient(FreePort.Next()).Connect("m2"));
        });

        Assert.IsType<MqttConnectionException>(fault);
    }

    [Fact]
    public async Task An_unknown_name_is_a_socket_exception_of_the_constructor()
    {
        Exception? fault = null;
        await _board.RunAsync(() =>
        {
            Join();
            fault = Record.Exception(() => new MqttClient("nobody.invalid"));
        });

        Assert.IsType<NanoSocketException>(fault);
    }

    [Fact]
    public async Task A_wrong_password_is_a_return_code_of_3_1_1()
    {
        await using var strict = TestBroker.Start(o => o.Authenticate = (_, _, _) => ValueTask.FromResult(Nanofleet.Mqtt.MqttReasonCode.BadUserNameOrPassword));
        var code = MqttReasonCode.Success;
        await _board.RunAsync(() =>
        {
            Join();
            code = NewClient(strict.Port).Connect("m2", "user", "wrong");
        });

        Assert.Equal(MqttReasonCode.ConnectionRefusedBadUserNameOrPassword, code);
    }

    [Fact]
    public async Task The_own_goodbye_is_a_closed_connection_too_and_no_will_is_published()
    {
        await _board.RunAsync(() =>
        {
            var client = Connected();
            client.Publish("up", "last"u8.ToArray());
            client.Disconnect();
            var second = NewClient(_broker.Port);
            second.Connect("second");
            second.Publish("marker", [1]);
        });

        await _closed.WaitAsync();
        Assert.Equal("last", await _broker.NextAsync("up"));
        await _broker.NextAsync("marker", never: "will");
    }

    [Fact]
    public async Task A_handler_that_throws_closes_the_connection()
    {
        await _board.RunAsync(() =>
        {
            var client = Connected();
            client.MqttMsgPublishReceived += (_, _) => throw new InvalidOperationException("a bug in a handler");
            client.MqttMsgSubscribed += (_, _) => NanoConsole.WriteLine("subscribed");
            client.Subscribe(["down"], [MqttQoSLevel.AtMostOnce]);
            client.Publish("down", [1]);
        });

        await _closed.WaitAsync();
        Assert.Equal("bye", await _broker.NextAsync("will"));
        Assert.Contains("a bug in a handler", string.Join('\n', _board.Console.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_air_leaves_the_link_up_and_reports_each_publish_as_failed_after_three_seconds()
    {
        var reports = new List<bool>();
        var reported = new Signal();
        MqttClient? client = null;
        await _board.RunAsync(() =>
        {
            client = Connected();
            client.MqttMsgPublished += (_, e) =>
            {
                reports.Add(e.IsPublished);
                if (!e.IsPublished) NanoConsole.WriteLine($"connected {client.IsConnected}");
                reported.Set();
            };
            _board.CutWifi();
            client.Publish("up", "may be lost"u8.ToArray());
            client.Publish("up", "stalled"u8.ToArray(), null, null, MqttQoSLevel.AtLeastOnce, false);
        });

        await reported.WaitAsync();

        Assert.Equal([false], reports);
        Assert.Equal("connected True", _board.Console.Lines[^1]);
    }

    [Fact]
    public async Task Cut_air_stalls_a_connection_lets_no_new_one_through_and_gives_both_back()
    {
        Exception? fault = null;
        await _board.RunAsync(() =>
        {
            var client = Connected();
            _board.CutWifi();
            client.Publish("up", "late"u8.ToArray());
            fault = Record.Exception(() => NewClient(_broker.Port).Connect("second"));
        });
        Assert.IsType<MqttConnectionException>(fault);
        using var neighbour = new Board();
        await neighbour.RunAsync(() => Connected("neighbour").Publish("marker", [1]));
        await _broker.NextAsync("marker", never: "up");

        _board.RestoreWifi();

        Assert.Equal("late", await _broker.NextAsync("up"));
    }

    [Fact]
    public async Task After_a_cut_a_new_connection_comes_through()
    {
        await _board.RunAsync(() =>
        {
            Connected();
            _board.CutWifi();
            _board.RestoreWifi();
            var client = NewClient(_broker.Port);
            client.Connect("second");
            client.Publish("up", "second"u8.ToArray());
        });

        Assert.Equal("second", await _broker.NextAsync("up"));
    }

    [Fact]
    public async Task Pulled_power_breaks_the_connection_without_goodbye()
    {
        await _board.RunAsync(() => Connected());

        _board.PullPower();

        Assert.Equal("bye", await _broker.NextAsync("will"));
    }

    [Fact]
    public async Task A_broker_that_goes_away_closes_the_connection()
    {
        await _board.RunAsync(() => Connected());

        await _broker.DisposeAsync();

        await _closed.WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _board.Dispose();
        await _broker.DisposeAsync();
    }

    private static void Join() => Assert.True(WifiNetworkHelper.ConnectDhcp("nanofleet", "nanofleet"));

    private static MqttClient NewClient(int port) => new("127.0.0.1", port, false, null, null, MqttSslProtocols.None);

    private static string Encoding(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private MqttClient Connected(string name = "m2")
    {
        Join();
        var client = NewClient(_broker.Port);
        client.ConnectionClosed += (_, _) => _closed.Set();
        Assert.Equal(MqttReasonCode.Success, client.Connect(name, null, null, false, MqttQoSLevel.AtLeastOnce, true, "will", "bye", true, 30));
        return client;
    }
}
