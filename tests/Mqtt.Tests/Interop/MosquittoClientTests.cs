using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Interop;

/// <summary>Our broker with Debian's mosquitto_pub and mosquitto_sub, in both versions.</summary>
public sealed class MosquittoClientTests
{
    public static TheoryData<string, int> VersionsAndQualities
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var version in new[] { "mqttv311", "mqttv5" })
            {
                for (var qos = 0; qos <= 2; qos++) data.Add(version, qos);
            }
            return data;
        }
    }

    public static TheoryData<string> BothVersions => new("mqttv311", "mqttv5");

    [Theory, MemberData(nameof(VersionsAndQualities))]
    public async Task Subscribers_get_what_publishers_send_when_both_are_mosquittos(string version, int qos)
    {
        SkipWithoutMosquitto();
        await using var broker = await TestBroker.StartAsync();
        await using var subscriber = await SubscribeAsync(broker, version, "-t", "room/+", "-q", $"{qos}", "-v", "-C", "2");

        await PublishAsync(broker, version, "-t", "room/1", "-m", "first", "-q", $"{qos}");
        await PublishAsync(broker, version, "-t", "room/2", "-m", "second", "-q", $"{qos}");

        Assert.Equal(0, await subscriber.WaitForExitAsync());
        Assert.Equal(["room/1 first", "room/2 second"], subscriber.Lines.Where(line => line.StartsWith("room/", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(VersionsAndQualities))]
    public async Task A_thousand_lines_arrive_complete_and_in_order_when_mosquitto_publishes_them(string version, int qos)
    {
        SkipWithoutMosquitto();
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var publisher = ToolProcess.Start("mosquitto_pub", [.. At(broker, version), "-t", "lines", "-q", $"{qos}", "-l"]);

        for (var i = 0; i < 1000; i++) await publisher.WriteLineAsync($"line {i}");

        var received = await host.NextAsync(1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"line {i}"), received.Select(message => message.Payload));
    }

    [Theory, MemberData(nameof(BothVersions))]
    public async Task A_retained_message_is_given_to_a_late_subscriber_and_removed_by_an_empty_one(string version)
    {
        SkipWithoutMosquitto();
        await using var broker = await TestBroker.StartAsync();
        await PublishAsync(broker, version, "-t", "state/a", "-m", "kept", "-q", "1", "-r");
        await PublishAsync(broker, version, "-t", "state/b", "-m", "gone", "-q", "1", "-r");
        await PublishAsync(broker, version, "-t", "state/b", "-n", "-q", "1", "-r");

        await using var subscriber = ToolProcess.Start("mosquitto_sub", [.. At(broker, version), "-t", "state/#", "-q", "1", "-F", "%t %p retain=%r", "-W", "2"]);
        await subscriber.WaitForExitAsync();

        Assert.Equal(["state/a kept retain=1"], subscriber.Lines.Where(line => line.StartsWith("state/", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(BothVersions))]
    public async Task A_will_is_published_when_mosquitto_is_killed(string version)
    {
        SkipWithoutMosquitto();
        var host = new Inbox();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["will/#"] }, host);
        await using var dying = await SubscribeAsync(broker, version, "-t", "x", "--will-topic", "will/me", "--will-payload", "gone", "--will-qos", "1", "--will-retain");

        dying.Kill();

        var will = await host.NextAsync();
        Assert.Equal(("will/me", "gone", MqttQoS.AtLeastOnce, true), (will.Topic, will.Payload, will.QoS, will.Retain));
    }

    [Theory, MemberData(nameof(VersionsAndQualities))]
    public async Task A_persistent_session_gets_what_was_published_while_it_was_away(string version, int qos)
    {
        SkipWithoutMosquitto();
        await using var broker = await TestBroker.StartAsync();
        string[] session = version == "mqttv5" ? ["-c", "-i", "keeper", "-x", "3600"] : ["-c", "-i", "keeper"];
        string[] subscription = [.. session, "-t", "away", "-q", $"{qos}"];
        await using (var first = ToolProcess.Start("mosquitto_sub", [.. At(broker, version), .. subscription, "-E"]))
        {
            Assert.Equal(0, await first.WaitForExitAsync());
        }
        for (var i = 0; i < 3; i++) await PublishAsync(broker, version, "-t", "away", "-m", $"missed {i}", "-q", $"{qos}");

        await using var second = ToolProcess.Start("mosquitto_sub", [.. At(broker, version), .. subscription, "-W", "2", "-C", "3"]);
        await second.WaitForExitAsync();

        string[] expected = qos == 0 ? [] : ["missed 0", "missed 1", "missed 2"];
        Assert.Equal(expected, second.Lines.Where(line => line.StartsWith("missed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Properties_of_version_5_pass_through_unchanged()
    {
        SkipWithoutMosquitto();
        await using var broker = await TestBroker.StartAsync();
        await using var subscriber = ToolProcess.Start("mosquitto_sub", [.. At(broker, "mqttv5"), "-t", "p", "-d", "-F", "%p|%C|%R|%D|%E|%P", "-C", "1"]);
        await subscriber.WaitForLineAsync("SUBACK");

        await PublishAsync(
            broker, "mqttv5", "-t", "p", "-m", "body", "-q", "1",
            "-D", "publish", "content-type", "text/plain", "-D", "publish", "response-topic", "answer/here",
            "-D", "publish", "correlation-data", "c0rr", "-D", "publish", "message-expiry-interval", "100",
            "-D", "publish", "user-property", "colour", "blue");

        Assert.Equal("body|text/plain|answer/here|c0rr|100|colour:blue", await subscriber.WaitForLineAsync("body|"));
    }

    [Fact]
    public async Task Shared_subscribers_divide_the_messages_among_them()
    {
        SkipWithoutMosquitto();
        await using var broker = await TestBroker.StartAsync();
        await using var one = await SubscribeAsync(broker, "mqttv5", "-t", "$share/workers/jobs/#", "-q", "1");
        await using var two = await SubscribeAsync(broker, "mqttv5", "-t", "$share/workers/jobs/#", "-q", "1");

        for (var i = 0; i < 10; i++) await PublishAsync(broker, "mqttv5", "-t", $"jobs/{i}", "-m", $"job {i}", "-q", "1");

        await one.WaitForLinesAsync(5, IsJob, "five jobs");
        await two.WaitForLinesAsync(5, IsJob, "five jobs");
        Assert.Equal(10, one.Lines.Concat(two.Lines).Where(IsJob).Distinct().Count());
    }

    private static bool IsJob(string line) => line.StartsWith("job ", StringComparison.Ordinal);

    private static void SkipWithoutMosquitto()
    {
        if (ToolProcess.Find("mosquitto_pub") is null || ToolProcess.Find("mosquitto_sub") is null) Assert.Skip("Debian's mosquitto-clients is not installed");
    }

    private static string[] At(TestBroker broker, string version) => ["-h", "127.0.0.1", "-p", $"{broker.Port}", "-V", version];

    private static async Task PublishAsync(TestBroker broker, string version, params string[] arguments)
    {
        await using var publisher = ToolProcess.Start("mosquitto_pub", [.. At(broker, version), .. arguments]);
        Assert.True(await publisher.WaitForExitAsync() == 0, publisher.Output);
    }

    private static async Task<ToolProcess> SubscribeAsync(TestBroker broker, string version, params string[] arguments)
    {
        var subscriber = ToolProcess.Start("mosquitto_sub", [.. At(broker, version), "-d", .. arguments]);
        await subscriber.WaitForLineAsync("SUBACK");
        return subscriber;
    }
}
