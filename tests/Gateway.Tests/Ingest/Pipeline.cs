using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>The whole way from the receiver to the acknowledgement, around a database of the test.</summary>
public sealed class Pipeline : IAsyncDisposable
{
    private readonly IngestReceiver _receiver;
    private readonly BatchWriter _writer;
    private readonly SpoolDrain _drain;
    private readonly SchemaReady _schema;

    /// <param name="observers">Beside the clocks of the boots, which are always there.</param>
    public Pipeline(IStore store, IngestOptions? options = null, ILogger<StoreState>? log = null, MessageSpool? spool = null, TimeSpan? spoolAfter = null, IReadOnlyList<ICommitObserver>? observers = null, IngestLimit? limit = null)
    {
        Spool = spool ?? MessageSpool.Off;
        options ??= new IngestOptions { RetryMinimum = TimeSpan.FromMilliseconds(10), RetryMaximum = TimeSpan.FromMilliseconds(10) };
        var mqtt = new MqttOptions();
        var clock = TimeProvider.System;
        var boots = new BootClocks();
        Queue = new IngestQueue(options);
        State = new StoreState(clock, log ?? NullLogger<StoreState>.Instance);
        _schema = new SchemaReady(store, State, options, clock);
        var pool = new ItemPool(options);
        var turn = new CommitTurn();
        var decoder = new MessageDecoder(mqtt, options, boots);
        _writer = new BatchWriter(Queue, pool, CreateCommitter(), options, clock, NullLogger<BatchWriter>.Instance);
        _drain = new SpoolDrain(Spool, decoder, CreateCommitter(), _schema, Counters, clock, NullLogger<SpoolDrain>.Instance);
        _receiver = new IngestReceiver(mqtt, decoder, pool, Queue, Counters, clock, NullLogger<IngestReceiver>.Instance, limit);

        BatchCommitter CreateCommitter() => Committers.Create(store, State, _schema, options, clock, Counters, Spool, new SpoolOptions { After = spoolAfter ?? TimeSpan.Zero }, turn, [boots, .. observers ?? []]);
    }

    public IngestQueue Queue { get; }

    public MessageSpool Spool { get; }

    public StoreState State { get; }

    public IngestCounters Counters { get; } = new();

    public AckBook Acks { get; } = new();

    public async Task<Pipeline> StartAsync()
    {
        await _schema.StartAsync(default);
        await _writer.StartAsync(default);
        await _drain.StartAsync(default);
        return this;
    }

    /// <summary>One message with QoS 1 from a board; completes when the receiver has let go of it.</summary>
    public Task SendAsync(string payload, string topic = "devices/b1/data") =>
        _receiver.ReceiveAsync(new MqttDelivery(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce, acknowledgement: Acks.Next()), default).AsTask();

    /// <summary>The reading with this number.</summary>
    public Task SendAsync(int seq) => SendAsync($$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":{{seq}}}]}""");

    /// <summary>A message as the broker would hand it over.</summary>
    public ValueTask ReceiveAsync(in MqttDelivery delivery) => _receiver.ReceiveAsync(delivery, default);

    public Task DrainAsync() => _writer.DrainAsync(default).InTime();

    public async ValueTask DisposeAsync()
    {
        await _drain.StopAsync(default);
        await _writer.StopAsync(default);
        await _schema.StopAsync(default);
        _drain.Dispose();
        _writer.Dispose();
        _schema.Dispose();
    }
}
