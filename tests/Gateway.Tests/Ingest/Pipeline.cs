using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>The whole way from the receiver to the acknowledgement, around a database in memory.</summary>
public sealed class Pipeline : IAsyncDisposable
{
    private readonly IngestReceiver _receiver;
    private readonly BatchWriter _writer;
    private readonly SchemaReady _schema;

    public Pipeline(MemoryStore store, IngestOptions? options = null, ILogger<StoreState>? log = null)
    {
        options ??= new IngestOptions { RetryMinimum = TimeSpan.FromMilliseconds(10), RetryMaximum = TimeSpan.FromMilliseconds(10) };
        var mqtt = new MqttOptions();
        var clock = TimeProvider.System;
        Queue = new IngestQueue(options);
        State = new StoreState(clock, log ?? NullLogger<StoreState>.Instance);
        _schema = new SchemaReady(store, State, options, clock);
        var committer = new BatchCommitter(store, State, options, Counters, [], clock, NullLogger<BatchCommitter>.Instance);
        var pool = new ItemPool(options);
        _writer = new BatchWriter(Queue, pool, committer, _schema, options, clock, NullLogger<BatchWriter>.Instance);
        _receiver = new IngestReceiver(mqtt, new MessageDecoder(mqtt, options, new BootClocks()), pool, Queue, Counters, clock, NullLogger<IngestReceiver>.Instance);
    }

    public IngestQueue Queue { get; }

    public StoreState State { get; }

    public IngestCounters Counters { get; } = new();

    public AckBook Acks { get; } = new();

    public async Task<Pipeline> StartAsync()
    {
        await _schema.StartAsync(default);
        await _writer.StartAsync(default);
        return this;
    }

    /// <summary>One message with QoS 1 from a board; completes when the receiver has let go of it.</summary>
    public Task SendAsync(string payload, string topic = "devices/b1/data") =>
        _receiver.ReceiveAsync(new MqttDelivery(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), MqttQoS.AtLeastOnce, acknowledgement: Acks.Next()), default).AsTask();

    /// <summary>The reading with this number.</summary>
    public Task SendAsync(int seq) => SendAsync($$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":{{seq}}}]}""");

    public Task DrainAsync() => _writer.DrainAsync(default).InTime();

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(default);
        await _schema.StopAsync(default);
        _writer.Dispose();
        _schema.Dispose();
    }
}
