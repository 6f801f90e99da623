using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

public sealed class PublishTests
{
    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task A_message_reaches_a_subscriber_once_with_its_quality(MqttVersion version, MqttQoS qos)
    {
        await using var broker = await TestBroker.StartAsync();
        var inbox = new Inbox();
        var subscriber = await broker.ConnectAsync(version, "sub", inbox);
        Assert.Equal([(MqttReasonCode)(byte)qos], await subscriber.SubscribeAsync([new MqttSubscription("a/+", qos)]));
        var publisher = await broker.ConnectAsync(version, "pub");

        Assert.Equal(MqttReasonCode.Success, await publisher.PublishAsync("a/b", "one"u8.ToArray(), qos));
        Assert.Equal(MqttReasonCode.Success, await publisher.PublishAsync("a/c", "two"u8.ToArray(), qos));

        var messages = await inbox.NextAsync(2);
        Assert.Equal([("a/b", "one", qos), ("a/c", "two", qos)], messages.Select(message => (message.Topic, message.Payload, message.QoS)));
        Assert.True(inbox.IsEmpty);
    }

    [Theory, MemberData(nameof(Versions.WithEveryQoS), MemberType = typeof(Versions))]
    public async Task The_host_receives_what_matches_its_filters_and_the_publisher_waits_for_its_answer(MqttVersion version, MqttQoS qos)
    {
        var host = new Inbox(acknowledge: false);
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["devices/#"] }, host);
        var publisher = await broker.ConnectAsync(version, "board");

        var publishing = publisher.PublishAsync("devices/1/data", "x"u8.ToArray(), qos).AsTask();
        var message = await host.NextAsync();
        Assert.Equal(("devices/1/data", "x", qos, "board"), (message.Topic, message.Payload, message.QoS, message.ClientId));
        Assert.Equal(qos == MqttQoS.AtMostOnce, publishing.IsCompletedSuccessfully);
        message.Acknowledgement.Complete();

        Assert.Equal(MqttReasonCode.Success, await publishing);
    }
}
