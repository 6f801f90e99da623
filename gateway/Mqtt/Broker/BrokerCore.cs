using Microsoft.Extensions.Logging;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The parts of a broker that its connections share.</summary>
internal sealed class BrokerCore : IDisposable
{
    public BrokerCore(MqttBrokerOptions options, IMqttReceiver? host, TimeProvider clock, ILogger logger)
    {
        Options = options;
        Logger = logger;
        Clock = new BrokerClock(clock);
        Gate = new ConnectionGate(options, clock, Counters);
        if (options.Store is { } store) Journal = new StoreJournal(store, Clock, options.MaximumStoreBacklog, Counters, logger);
        Retained = new RetainedMessages(options, Counters, Journal);
        Router = new MessageRouter(Tree, Retained);
        Host = new HostFeed(host, options.HostFilters, logger);
        Sessions = new SessionDirectory(options, Clock, Counters, Tree, new WillPublisher(options, Router, Host, Clock, Counters, logger, Journal), Journal);
        if (Journal is not null) new StoreLoader(options.Store!, this).Load();
    }

    public MqttBrokerOptions Options { get; }
    public ILogger Logger { get; }
    public BrokerClock Clock { get; }
    public MqttBrokerCounters Counters { get; } = new();
    public ConnectionGate Gate { get; }
    public SubscriptionTree Tree { get; } = new();

    /// <summary>The way into the store; null: nothing survives.</summary>
    public StoreJournal? Journal { get; }
    public RetainedMessages Retained { get; }
    public MessageRouter Router { get; }
    public HostFeed Host { get; }
    public SessionDirectory Sessions { get; }

    /// <summary>Cancelled when the broker stops: what the host is asked to give up on.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Journal?.Dispose();
        Tree.Dispose();
        Stopping.Dispose();
    }
}
