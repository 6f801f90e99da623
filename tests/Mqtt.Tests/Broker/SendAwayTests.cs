using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>What a host can do about clients that are connected, and about what they had before.</summary>
public sealed class SendAwayTests
{
    [Fact]
    public async Task Whom_the_host_sends_away_is_told_and_its_will_is_published_and_others_stay()
    {
        var inbox = new Inbox();
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync(MqttVersion.V500, "watcher", inbox);
        await watcher.SubscribeAsync([new MqttSubscription("will")]);
        var client = await broker.ConnectAsync(MqttVersion.V500, "one", more: options => options.Will = new MqttWill { Topic = "will", Payload = "gone"u8.ToArray() });

        Assert.Equal(0, broker.Broker.Disconnect(peer => peer.ClientId == "nobody"));
        Assert.Equal(1, broker.Broker.Disconnect(peer => peer.ClientId == "one"));

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed).Reason);
        Assert.Equal("gone", (await inbox.NextAsync()).Payload);
        Assert.True(watcher.IsConnected);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_session_that_goes_on_keeps_of_its_subscriptions_what_is_still_allowed(MqttVersion version)
    {
        var isForbidden = false;
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions
        {
            AuthorizeSubscribe = (_, filter, _) => isForbidden && filter == "secret" ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success,
        });
        var first = await broker.ConnectAsync(version, "one", more: Keep);
        await first.SubscribeAsync([new MqttSubscription("secret"), new MqttSubscription("open"), new MqttSubscription("$share/g/secret")]);
        await first.DisconnectAsync();
        isForbidden = true;
        var inbox = new Inbox();
        await broker.ConnectAsync(version, "one", inbox, Keep);

        await broker.Broker.PublishAsync("secret", "1"u8.ToArray());
        await broker.Broker.PublishAsync("open", "2"u8.ToArray());

        Assert.Equal("2", (await inbox.NextAsync()).Payload);

        static void Keep(MqttClientOptions options) => (options.CleanStart, options.SessionExpiry) = (false, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_client_of_this_machine_is_known_as_one()
    {
        var isLocal = new TaskCompletionSource<bool>();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions
        {
            Authenticate = (peer, _, _) =>
            {
                isLocal.TrySetResult(peer.IsLocal);
                return ValueTask.FromResult(MqttReasonCode.Success);
            },
        });
        await broker.ConnectAsync(MqttVersion.V500);
        Assert.True(await isLocal.Task);
        Assert.False(new MqttPeer("", null, MqttVersion.V500, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1), isSecure: true).IsLocal);
        Assert.False(new MqttPeer("", null, MqttVersion.V500, new System.Net.IPEndPoint(0x0A000001, 1)).IsLocal);
    }
}
