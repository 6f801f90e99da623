using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Tests.Support;
using static Nanofleet.Mqtt.Tests.Support.RawClient;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Many messages that are acknowledged together.</summary>
public sealed class AcknowledgementBatchTests : IAsyncDisposable
{
    private const byte AtLeastOnce = 0x02;

    private readonly MqttAcknowledgementBatch _answers = new();
    private readonly Inbox _host = new(acknowledge: false);
    private TestBroker? _broker;

    public ValueTask DisposeAsync() => _broker?.DisposeAsync() ?? default;

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task Answers_are_sent_when_the_batch_is_and_not_before(MqttVersion version)
    {
        await using var client = await DialAsync(version, "board");
        var held = await PublishAsync(client, version, 3);

        _answers.Complete(held[1].Acknowledgement);
        _answers.Complete(held[0].Acknowledgement);
        _answers.Complete(held[2].Acknowledgement);
        Assert.False(client.HasBytes);
        _answers.Send();

        Assert.Equal([1, 2, 3], await AnswersAsync(client, 3));
    }

    [Fact]
    public async Task Every_connection_in_the_batch_gets_its_answers()
    {
        await using var one = await DialAsync(MqttVersion.V311, "one");
        await using var other = await DialAsync(MqttVersion.V311, "other");
        var ones = await PublishAsync(one, MqttVersion.V311, 2);
        var others = await PublishAsync(other, MqttVersion.V311, 2);

        foreach (var message in new[] { ones[0], others[0], ones[1], others[1] }) _answers.Complete(message.Acknowledgement);
        _answers.Send();

        Assert.Equal([1, 2], await AnswersAsync(one, 2));
        Assert.Equal([1, 2], await AnswersAsync(other, 2));
    }

    [Fact]
    public async Task A_batch_is_used_again_and_goes_together_with_single_acknowledgements()
    {
        await using var client = await DialAsync(MqttVersion.V311, "board");
        var held = await PublishAsync(client, MqttVersion.V311, 3);
        held[0].Acknowledgement.Complete();
        Assert.Equal([1], await AnswersAsync(client, 1));

        foreach (var message in held[1..])
        {
            _answers.Complete(message.Acknowledgement);
            _answers.Send();
        }

        Assert.Equal([2, 3], await AnswersAsync(client, 2));
    }

    [Fact]
    public async Task A_refusal_goes_back_with_the_batch()
    {
        await using var client = await DialAsync(MqttVersion.V500, "board");
        var held = await PublishAsync(client, MqttVersion.V500, 1);

        _answers.Complete(held[0].Acknowledgement, MqttReasonCode.QuotaExceeded);
        _answers.Send();

        Assert.Equal([0, 1, 0x97], (await client.ReadAsync()).Body);
    }

    [Fact]
    public void Who_answers_one_by_one_is_answered_at_once()
    {
        var single = new SingleAcknowledger();

        _answers.Complete(new MqttAcknowledgement(single, 7), MqttReasonCode.Success);

        Assert.Equal([7u], single.Completed);
        _answers.Complete(default); // QoS 0: nobody waits
        _answers.Send();
    }

    private static async Task<IEnumerable<int>> AnswersAsync(RawClient client, int count)
    {
        var ids = new int[count];
        for (var i = 0; i < count; i++)
        {
            var answer = await client.ReadAsync();
            Assert.Equal(PacketType.PubAck, answer.Type);
            ids[i] = answer.FirstNumber;
        }
        return ids;
    }

    /// <summary>Messages that the host has in hand. The broker has nothing else to read or to send: it answered a PINGREQ behind them.</summary>
    private async Task<ReceivedMessage[]> PublishAsync(RawClient client, MqttVersion version, int count)
    {
        await client.SendAsync([.. Enumerable.Range(1, count).Select(i => Publish(version, "t", $"{i}", AtLeastOnce, (ushort)i))]);
        var held = await _host.NextAsync(count);
        Assert.Empty(await client.ReadToPongAsync());
        return [.. held];
    }

    private async Task<RawClient> DialAsync(MqttVersion version, string id)
    {
        _broker ??= await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["#"] }, _host);
        return await ConnectAsync(_broker, version, id);
    }

    private sealed class SingleAcknowledger : IMqttAcknowledger
    {
        public List<uint> Completed { get; } = [];

        public void Complete(uint token, MqttReasonCode reason) => Completed.Add(token);
    }
}
