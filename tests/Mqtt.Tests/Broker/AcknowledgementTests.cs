using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>The answer to a publisher belongs to the host.</summary>
public sealed class AcknowledgementTests
{
    private const byte AtLeastOnce = 0x02;
    private const byte ExactlyOnce = 0x04;
    private const byte Duplicate = 0x08;

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Answers_go_out_in_the_order_of_receipt_when_the_host_finishes_in_reverse(MqttVersion version)
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Publish(version, "t", "1", AtLeastOnce, 11), Publish(version, "t", "2", ExactlyOnce, 12), Publish(version, "t", "3", AtLeastOnce, 13));
        var held = await host.NextAsync(3);

        held[2].Acknowledgement.Complete();
        held[1].Acknowledgement.Complete();
        Assert.Empty(await client.ReadToPongAsync());
        held[0].Acknowledgement.Complete();

        var answers = new[] { await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync() };
        Assert.Equal([(PacketType.PubAck, 11), (PacketType.PubRec, 12), (PacketType.PubAck, 13)], answers.Select(answer => (answer.Type, (int)answer.FirstNumber)));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_message_that_comes_again_while_its_answer_waits_for_its_turn_holds_nothing_up(MqttVersion version)
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, version);
        await client.SendAsync(Publish(version, "t", "1", ExactlyOnce, 1), Publish(version, "t", "2", ExactlyOnce, 2));
        var held = await host.NextAsync(2);
        held[1].Acknowledgement.Complete();

        await client.SendAsync(Publish(version, "t", "2", ExactlyOnce | Duplicate, 2), Publish(version, "t", "3", ExactlyOnce, 3));
        var third = await host.NextAsync();
        Assert.Equal("3", third.Payload);
        third.Acknowledgement.Complete();
        held[0].Acknowledgement.Complete();

        Assert.Equal([1, 2, 3], (await client.ReadToPongAsync()).Select(answer => (int)answer.FirstNumber));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Subscribers_get_a_message_before_the_host_has_finished_with_it(MqttVersion version)
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        var inbox = new Inbox();
        var subscriber = await broker.ConnectAsync(version, "sub", inbox);
        await subscriber.SubscribeAsync([new MqttSubscription("t", MqttQoS.AtLeastOnce)]);
        await using var client = await ConnectAsync(broker, version);

        await client.SendAsync(Publish(version, "t", "1", AtLeastOnce, 1));

        Assert.Equal("1", (await inbox.NextAsync()).Payload);
        Assert.Empty(await client.ReadToPongAsync());
        (await host.NextAsync()).Acknowledgement.Complete();
        Assert.Equal(PacketType.PubAck, (await client.ReadAsync()).Type);
    }

    [Fact]
    public async Task A_refusal_goes_back_in_the_answer_when_the_client_speaks_version_5()
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Publish(MqttVersion.V500, "t", "1", AtLeastOnce, 1), Publish(MqttVersion.V500, "t", "2", ExactlyOnce, 2));
        var held = await host.NextAsync(2);

        held[0].Acknowledgement.Complete(MqttReasonCode.QuotaExceeded);
        held[1].Acknowledgement.Complete(MqttReasonCode.PayloadFormatInvalid);

        Assert.Equal([0, 1, 0x97], (await client.ReadAsync()).Body);
        Assert.Equal([0, 2, 0x99], (await client.ReadAsync()).Body);
    }

    [Theory]
    [InlineData(AtLeastOnce)]
    [InlineData(ExactlyOnce)]
    public async Task A_refusal_closes_the_connection_unanswered_when_the_client_speaks_version_3_1_1(byte flags)
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, MqttVersion.V311);
        await client.SendAsync(Publish(MqttVersion.V311, "t", "1", flags, 1));

        (await host.NextAsync()).Acknowledgement.Complete(MqttReasonCode.QuotaExceeded);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_version_3_1_1_client_is_not_read_when_its_window_is_in_the_hosts_hands()
    {
        var (broker, host) = await StartAsync(receiveMaximum: 2);
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, MqttVersion.V311);
        await client.SendAsync(Publish(MqttVersion.V311, "t", "1", AtLeastOnce, 1), Publish(MqttVersion.V311, "t", "2", AtLeastOnce, 2));
        var held = await host.NextAsync(2);
        await client.SendAsync(Publish(MqttVersion.V311, "t", "3", AtLeastOnce, 3), [0xC0, 0]);

        held[1].Acknowledgement.Complete(); // not the first: no answer, and no room
        Assert.True(host.IsEmpty);
        held[0].Acknowledgement.Complete();

        Assert.Equal("3", (await host.NextAsync()).Payload);
        Assert.Equal([PacketType.PubAck, PacketType.PubAck, PacketType.PingResp], [(await client.ReadAsync()).Type, (await client.ReadAsync()).Type, (await client.ReadAsync()).Type]);
    }

    [Fact]
    public async Task A_version_5_client_is_still_read_when_its_window_is_full_and_ended_when_it_overruns_it()
    {
        var (broker, host) = await StartAsync(receiveMaximum: 2);
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, MqttVersion.V500);
        await client.SendAsync(Publish(MqttVersion.V500, "t", "1", AtLeastOnce, 1), Publish(MqttVersion.V500, "t", "2", ExactlyOnce, 2));
        await host.NextAsync(2);
        Assert.Empty(await client.ReadToPongAsync());

        await client.SendAsync(Publish(MqttVersion.V500, "t", "3", AtLeastOnce, 3));

        var end = Assert.Single(await client.ReadToEndAsync());
        Assert.Equal((PacketType.Disconnect, 0x93), (end.Type, end.Body[0]));
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task An_exactly_once_message_is_taken_once_when_it_comes_again_over_a_new_connection(MqttVersion version)
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        var first = await PersistentAsync(broker, version);
        await first.SendAsync(Publish(version, "t", "held", ExactlyOnce, 1), Publish(version, "t", "late", ExactlyOnce, 2), Publish(version, "t", "done", ExactlyOnce, 3));
        var held = await host.NextAsync(3);
        held[2].Acknowledgement.Complete(); // out of turn: not answered before the cut
        first.Cut();
        await using var second = await PersistentAsync(broker, version);
        held[1].Acknowledgement.Complete();

        await second.SendAsync(
            Publish(version, "t", "held", ExactlyOnce | Duplicate, 1),
            Publish(version, "t", "late", ExactlyOnce | Duplicate, 2),
            Publish(version, "t", "done", ExactlyOnce | Duplicate, 3));
        Assert.Empty(await second.ReadToPongAsync()); // the first is still in the host's hands, and answers keep their order
        held[0].Acknowledgement.Complete();

        for (var id = 1; id <= 3; id++)
        {
            var answer = await second.ReadAsync();
            Assert.Equal((PacketType.PubRec, id), (answer.Type, answer.FirstNumber));
        }
        await second.SendAsync([0x62, 2, 0, 1], [0x62, 2, 0, 2], [0x62, 2, 0, 3]);
        for (var id = 1; id <= 3; id++)
        {
            var end = await second.ReadAsync();
            Assert.Equal((PacketType.PubComp, id, 2), (end.Type, end.FirstNumber, end.Body.Length));
        }
        Assert.True(host.IsEmpty);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task An_unanswered_at_least_once_message_is_taken_again_when_it_comes_again(MqttVersion version)
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        var first = await PersistentAsync(broker, version);
        await first.SendAsync(Publish(version, "t", "x", AtLeastOnce, 1));
        var lost = await host.NextAsync();
        first.Cut();
        await using var second = await PersistentAsync(broker, version);
        lost.Acknowledgement.Complete(); // whoever could be answered is gone

        await second.SendAsync(Publish(version, "t", "x", AtLeastOnce | Duplicate, 1));
        var again = await host.NextAsync();

        Assert.True(again.Duplicate);
        Assert.Empty(await second.ReadToPongAsync());
        again.Acknowledgement.Complete();
        Assert.Equal(PacketType.PubAck, (await second.ReadAsync()).Type);
    }

    [Fact]
    public async Task Completing_twice_answers_once()
    {
        var (broker, host) = await StartAsync();
        await using var _ = broker;
        await using var client = await ConnectAsync(broker, MqttVersion.V311);
        await client.SendAsync(Publish(MqttVersion.V311, "t", "1", AtLeastOnce, 1), Publish(MqttVersion.V311, "t", "2", AtLeastOnce, 2));
        var held = await host.NextAsync(2);

        held[0].Acknowledgement.Complete();
        held[0].Acknowledgement.Complete();

        var only = Assert.Single(await client.ReadToPongAsync());
        Assert.Equal(1, only.FirstNumber);
    }

    [Fact]
    public async Task A_host_that_throws_loses_the_connection_and_not_the_message()
    {
        var host = new FailingHost();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, host);
        await using var client = await ConnectAsync(broker, MqttVersion.V311);

        await client.SendAsync(Publish(MqttVersion.V311, "t", "1", AtLeastOnce, 1));

        Assert.Empty(await client.ReadToEndAsync());
        await using var next = await ConnectAsync(broker, MqttVersion.V311, "other"); // the broker goes on
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task A_host_that_waits_holds_back_its_client_only_and_is_let_go_when_the_broker_stops(MqttVersion version)
    {
        var host = new WaitingHost();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["slow"] }, host);
        await using var held = await ConnectAsync(broker, version, "held");
        await held.SendAsync(Publish(version, "slow", "1"), Publish(version, "other", "2", AtLeastOnce, 2));
        await host.Entered.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await using var free = await ConnectAsync(broker, version, "free");

        Assert.Empty(await free.ReadToPongAsync());
        await broker.Broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.DoesNotContain(await held.ReadToEndAsync(), packet => packet.Type == PacketType.PubAck); // the second was not read
        Assert.True(host.WasCancelled);
    }

    private static Task<RawClient> PersistentAsync(TestBroker broker, MqttVersion version) =>
        ConnectAsync(broker, version, "persistent", clean: false, properties: [0x11, 0, 0, 1, 0]);

    private static async Task<(TestBroker Broker, Inbox Host)> StartAsync(ushort receiveMaximum = 100)
    {
        var host = new Inbox(acknowledge: false);
        return (await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"], ReceiveMaximum = receiveMaximum }, host), host);
    }

    private sealed class FailingHost : IMqttReceiver
    {
        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel) => throw new InvalidOperationException("the host is broken");
    }

    private sealed class WaitingHost : IMqttReceiver
    {
        public TaskCompletionSource Entered { get; } = new();

        public bool WasCancelled { get; private set; }

        public async ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            Entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                WasCancelled = cancel.IsCancellationRequested;
            }
        }
    }
}
