namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A broker with a store, that can crash and come back with what was committed.</summary>
internal sealed class StoredBroker : IAsyncDisposable
{
    private readonly Action<MqttBrokerOptions>? _more;
    private readonly TimeProvider? _clock;
    private readonly List<IAsyncDisposable> _dead = [];
    private readonly List<TestStore> _stores = [];

    private StoredBroker(Action<MqttBrokerOptions>? more, TimeProvider? clock) => (_more, _clock) = (more, clock);

    public TestBroker Test { get; private set; } = null!;
    public MqttBroker Broker => Test.Broker;
    public TestStore Store => _stores[^1];

    public static async Task<StoredBroker> StartAsync(bool sqlite, Action<MqttBrokerOptions>? more = null, IMqttReceiver? host = null, TimeProvider? clock = null)
    {
        var broker = new StoredBroker(more, clock);
        await broker.StartAsync(TestStore.Make(sqlite), host);
        return broker;
    }

    /// <summary>From now on the earlier process is of no account: what it does or says any more reaches neither store nor test.</summary>
    public async Task CrashAsync(IMqttReceiver? host = null)
    {
        _dead.Add(Test);
        await StartAsync(Store.AfterCrash(), host);
    }

    /// <summary>Stops in order and starts again on the same store.</summary>
    public async Task RestartAsync(IMqttReceiver? host = null)
    {
        await Test.DisposeAsync();
        await StartAsync(Store.AfterCrash(), host);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) store.LetGo();
        await Test.DisposeAsync();
        foreach (var broker in _dead) await broker.DisposeAsync();
        foreach (var store in _stores) store.Dispose();
    }

    private async Task StartAsync(TestStore store, IMqttReceiver? host)
    {
        _stores.Add(store);
        var options = new MqttBrokerOptions { Store = store };
        _more?.Invoke(options);
        Test = await TestBroker.StartAsync(options, host, _clock);
    }
}
