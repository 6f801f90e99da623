using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Benchmarks.Ingest;

/// <summary>From the broker's hand to the answer: receiver, decoder, queue, batches, a database that costs nothing, observers, acknowledgements.</summary>
internal sealed class WholeWay : IAsyncDisposable, IMqttAcknowledger
{
    /// <summary>Messages that wait for their answer at a time: 8 connections with 200 each.</summary>
    private const int Window = 1600;

    private readonly IStore _store = ForgetfulStore.Create();
    private readonly SchemaReady _schema;
    private readonly BatchWriter _writer;
    private readonly IngestReceiver _receiver;
    private readonly SemaphoreSlim _answered = new(0);
    private long _answers;

    public WholeWay()
    {
        var (options, mqtt, clock, counters, boots, events) = (new IngestOptions(), new MqttOptions(), TimeProvider.System, new IngestCounters(), new BootClocks(), new FleetEvents());
        var queue = new IngestQueue(options);
        var pool = new ItemPool(options);
        var state = new StoreState(clock, NullLogger<StoreState>.Instance);
        ICommitObserver[] observers = [new StoredReplies(pubackMeansStored: true, clock), boots, new ClockOffsets(), new Presence(new DevicesOptions()), new PendingCommands(new CommandsOptions(), events), events];
        _schema = new SchemaReady(_store, state, options, clock);
        _writer = new BatchWriter(queue, pool, Committers.Create(_store, state, _schema, options, clock, counters, observers: observers), options, clock, NullLogger<BatchWriter>.Instance);
        _receiver = new IngestReceiver(mqtt, new MessageDecoder(mqtt, options, boots), pool, queue, counters, clock, NullLogger<IngestReceiver>.Instance);
    }

    public async Task StartAsync()
    {
        await _schema.StartAsync(default);
        await _writer.StartAsync(default);
    }

    /// <summary>So many messages, a window at a time.</summary>
    public async Task SendAsync(DataShape shape, int windows)
    {
        for (var window = 0; window < windows; window++)
        {
            ForgetfulStore.Hold(_store); // a database that commits while the next window comes fills its batches, too
            for (var at = 0; at < Window; at++)
            {
                var message = at % DataShape.Count;
                await _receiver.ReceiveAsync(new MqttDelivery(DataShape.Topics[message], shape.Payloads[message], MqttQoS.AtLeastOnce, acknowledgement: new MqttAcknowledgement(this, (uint)at)), default);
            }

            ForgetfulStore.Release(_store);
            await _answered.WaitAsync();
        }
    }

    public static int Messages(int windows) => windows * Window;

    public void Complete(uint token, MqttReasonCode reason)
    {
        if (++_answers % Window == 0) _answered.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(default);
        await _schema.StopAsync(default);
        _writer.Dispose();
        _schema.Dispose();
        _answered.Dispose();
    }
}
