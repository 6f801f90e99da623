using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Nanofleet.Mqtt;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Nanofleet's own broker on a free port, and what arrives there.</summary>
internal sealed class TestBroker : IMqttReceiver, IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Topic, string Payload)> _messages = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly MqttListener _listener;

    private TestBroker(MqttBrokerOptions options)
    {
        options.HostFilters = ["#"];
        Broker = new MqttBroker(options, this);
        _listener = Broker.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0)).GetAwaiter().GetResult();
    }

    private MqttBroker Broker { get; }

    internal int Port => _listener.EndPoint.Port;

    internal static TestBroker Start(Action<MqttBrokerOptions>? configure = null)
    {
        var options = new MqttBrokerOptions();
        configure?.Invoke(options);
        return new TestBroker(options);
    }

    /// <summary>The next message that fits, whatever comes before it; but nothing may come at the topic <paramref name="never"/>.</summary>
    internal async Task<string> NextAsync(string topic, Func<string, bool>? fits = null, string? never = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            await _arrived.WaitAsync(limit.Token);
            if (!_messages.TryDequeue(out var message)) continue;
            Assert.NotEqual(never, message.Topic);
            if (message.Topic == topic && (fits is null || fits(message.Payload))) return message.Payload;
        }
    }

    internal async Task PublishAsync(string topic, string payload, bool retain = false) =>
        await Broker.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce, retain, TestContext.Current.CancellationToken);

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        _messages.Enqueue((Encoding.UTF8.GetString(delivery.Topic.Span), Encoding.UTF8.GetString(delivery.Payload.Span)));
        _arrived.Release();
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
