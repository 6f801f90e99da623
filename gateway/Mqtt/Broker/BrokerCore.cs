using Microsoft.Extensions.Logging;

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
        Retained = new RetainedMessages(options.MaximumRetainedMessages, options.MaximumRetainedBytes, Counters);
        Router = new MessageRouter(Tree, Retained);
        Host = new HostFeed(host, options.HostFilters, logger);
        Sessions = new SessionDirectory(options, Clock, Counters, Tree, new WillPublisher(options, Router, Host, Clock, Counters, logger));
    }

    public MqttBrokerOptions Options { get; }
    public ILogger Logger { get; }
    public BrokerClock Clock { get; }
    public MqttBrokerCounters Counters { get; } = new();
    public ConnectionGate Gate { get; }
    public SubscriptionTree Tree { get; } = new();
    public RetainedMessages Retained { get; }
    public MessageRouter Router { get; }
    public HostFeed Host { get; }
    public SessionDirectory Sessions { get; }

    /// <summary>Cancelled when the broker stops: what the host is asked to give up on.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Tree.Dispose();
        Stopping.Dispose();
    }
}
