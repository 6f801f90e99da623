using System.Collections.Concurrent;
using System.Text;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>What a broker must let a device do and keep it from, with real clients: the same for the gateway's own and for Mosquitto.</summary>
public abstract class RuledBroker
{
    private const string Probe = "probe";
    private const string Marker = "marker";

    /// <summary>The port, and a password of each device; what is returned ends with the test.</summary>
    protected abstract Task<IAsyncDisposable> StartAsync();

    protected abstract int Port { get; }

    protected abstract string PasswordOf(string deviceId);

    /// <summary>A client that may hear everything.</summary>
    protected abstract MqttClientOptions Spy();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_publishes_what_is_its_own_to_say_and_nothing_else(bool retain)
    {
        await using var broker = await StartAsync();
        var heard = new Heard();
        await using var spy = await SpyAsync(heard);
        await using var device = await ConnectAsync();
        List<string> wrong = [];
        foreach (var (topic, isAllowed) in TopicMatrix.Publishes)
        {
            var reason = await device.PublishAsync(topic, Encoding.UTF8.GetBytes(Probe), MqttQoS.AtLeastOnce, retain, Patience.Cancel);
            if (reason.IsFailure() == isAllowed) wrong.Add($"{topic}: {reason}");
        }

        await MarkAsync(device, heard);

        Assert.Equal([], wrong);
        Assert.Equal(TopicMatrix.Publishes.Where(one => one.IsAllowed).Select(one => one.Topic).Order(), heard.Topics.Order());
    }

    [Fact]
    public async Task A_device_of_mqtt_3_that_publishes_where_it_may_not_is_heard_by_nobody()
    {
        await using var broker = await StartAsync();
        var heard = new Heard();
        await using var spy = await SpyAsync(heard);
        await using var device = await ConnectAsync(options => options.Version = MqttVersion.V311);
        foreach (var (topic, _) in TopicMatrix.Publishes) await device.PublishAsync(topic, Encoding.UTF8.GetBytes(Probe), MqttQoS.AtLeastOnce, cancel: Patience.Cancel);

        await MarkAsync(device, heard);

        Assert.Equal(TopicMatrix.Publishes.Where(one => one.IsAllowed).Select(one => one.Topic).Order(), heard.Topics.Order());
    }

    [Fact]
    public async Task A_device_subscribes_to_what_is_said_to_it_and_nothing_else()
    {
        await using var broker = await StartAsync();
        await using var device = await ConnectAsync();
        List<string> wrong = [];
        foreach (var (filter, isAllowed) in TopicMatrix.Subscriptions)
        {
            var reason = (await device.SubscribeAsync([new MqttSubscription(filter)], Patience.Cancel))[0];
            if (reason.IsFailure() == isAllowed) wrong.Add($"{filter}: {reason}");
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task A_device_leaves_its_will_only_where_it_may_publish()
    {
        await using var broker = await StartAsync();
        var heard = new Heard();
        await using var spy = await SpyAsync(heard);
        foreach (var (topic, isAllowed) in TopicMatrix.Publishes)
        {
            var options = Options(TopicMatrix.Device);
            options.Will = new MqttWill { Topic = topic, Payload = Encoding.UTF8.GetBytes(Probe), QoS = MqttQoS.AtLeastOnce, Retain = true };
            await using var device = new MqttClient(options);
            var isIn = (await device.ConnectAsync(Patience.Cancel)).IsAccepted;
            Assert.True(isIn || !isAllowed, topic);
            // Whoever takes its place sets the will off, before it is welcomed itself.
            await using var successor = await ConnectAsync();
        }

        await using var last = await ConnectAsync();
        await MarkAsync(last, heard);

        Assert.Equal(TopicMatrix.Publishes.Where(one => one.IsAllowed).Select(one => one.Topic).Order(), heard.Topics.Order());
    }

    [Fact]
    public async Task Nobody_comes_in_with_a_wrong_password_or_anothers_or_none()
    {
        await using var broker = await StartAsync();
        Assert.False(await TriesAsync(options => options.Password = "guess"));
        Assert.False(await TriesAsync(options => options.Password = PasswordOf(TopicMatrix.Victim)));
        Assert.False(await TriesAsync(options => options.Password = null));
        Assert.False(await TriesAsync(options => options.Password = ""));
        Assert.False(await TriesAsync(options => options.User = options.ClientId = "nobody"));
        Assert.False(await TriesAsync(options => options.User = $"{TopicMatrix.Device}.b"));
        Assert.True(await TriesAsync(_ => { }));
    }

    [Fact]
    public async Task No_device_takes_over_anothers_session()
    {
        await using var broker = await StartAsync();
        await using var victim = await ConnectAsync(deviceId: TopicMatrix.Victim);

        Assert.False(await TriesAsync(options => options.ClientId = TopicMatrix.Victim));
        Assert.False(await TriesAsync(options => options.ClientId = $"{TopicMatrix.Device}2"));

        Assert.False((await victim.PublishAsync($"devices/{TopicMatrix.Victim}/log", Encoding.UTF8.GetBytes(Probe), MqttQoS.AtLeastOnce, cancel: Patience.Cancel)).IsFailure());
        Assert.False(victim.Closed.IsCompleted);
    }

    protected async Task<MqttClient> ConnectAsync(Action<MqttClientOptions>? change = null, string deviceId = TopicMatrix.Device)
    {
        var options = Options(deviceId);
        change?.Invoke(options);
        var client = new MqttClient(options);
        (await client.ConnectAsync(Patience.Cancel)).EnsureAccepted();
        return client;
    }

    protected async Task<bool> TriesAsync(Action<MqttClientOptions> change)
    {
        var options = Options(TopicMatrix.Device);
        change(options);
        await using var client = new MqttClient(options);
        return (await client.ConnectAsync(Patience.Cancel)).IsAccepted;
    }

    private MqttClientOptions Options(string deviceId) => new() { Port = Port, ClientId = deviceId, User = deviceId, Password = PasswordOf(deviceId) };

    private async Task<MqttClient> SpyAsync(Heard heard)
    {
        var spy = new MqttClient(Spy(), heard);
        (await spy.ConnectAsync(Patience.Cancel)).EnsureAccepted();
        await spy.SubscribeAsync([new MqttSubscription("#", MqttQoS.AtLeastOnce)], Patience.Cancel);
        return spy;
    }

    /// <summary>When the spy has this, it has all from before.</summary>
    private static async Task MarkAsync(MqttClient device, Heard heard)
    {
        await device.PublishAsync($"devices/{TopicMatrix.Device}/log", Encoding.UTF8.GetBytes(Marker), MqttQoS.AtLeastOnce, cancel: Patience.Cancel);
        await heard.Done.Task.InTime();
    }

    private sealed class Heard : IMqttReceiver
    {
        private readonly ConcurrentQueue<string> _topics = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Of probes; the gateway speaks there, too.</summary>
        public IEnumerable<string> Topics => _topics;

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            if (delivery.Payload.Span.SequenceEqual("probe"u8)) _topics.Enqueue(Encoding.UTF8.GetString(delivery.Topic.Span));
            if (delivery.Payload.Span.SequenceEqual("marker"u8)) Done.TrySetResult();
            delivery.Acknowledgement.Complete();
            return ValueTask.CompletedTask;
        }
    }
}
