using System.Net;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A broker on a free loopback port, and clients of it that are closed with it.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly List<MqttClient> _clients = [];

    private TestBroker(MqttBroker broker, MqttListener listener) => (Broker, Listener, EndPoint) = (broker, listener, listener.EndPoint);

    public MqttBroker Broker { get; }
    public MqttListener Listener { get; }
    public IPEndPoint EndPoint { get; }
    public int Port => EndPoint.Port;

    public static async Task<TestBroker> StartAsync(MqttBrokerOptions? options = null, IMqttReceiver? host = null, TimeProvider? clock = null)
    {
        var broker = new MqttBroker(options ?? new MqttBrokerOptions(), host, clock);
        return new TestBroker(broker, await broker.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    /// <summary>A client that is not connected yet.</summary>
    public MqttClient Client(MqttVersion version, string id = "", IMqttReceiver? receiver = null, Action<MqttClientOptions>? more = null)
    {
        var options = new MqttClientOptions { Port = Port, Version = version, ClientId = id };
        more?.Invoke(options);
        var client = new MqttClient(options, receiver);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client whose connection stands.</summary>
    public async Task<MqttClient> ConnectAsync(MqttVersion version, string id = "", IMqttReceiver? receiver = null, Action<MqttClientOptions>? more = null)
    {
        var client = Client(version, id, receiver, more);
        var result = await client.ConnectAsync();
        Assert.Equal(MqttReasonCode.Success, result.ReasonCode);
        return client;
    }

    /// <summary>Waits for a state that the broker shows and does not signal.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        var limit = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < limit, "waited in vain");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
