using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Nanofleet.Mqtt.Sqlite;

namespace Nanofleet.Mqtt.Tests.Readme;

/// <summary>The code of gateway/Mqtt/README.md: what stands between begin and end is there word for word, with 1883 for Port.</summary>
internal sealed class Samples(int Port, string folder)
{
    public async Task BrokerAsync(CancellationToken stop)
    {
        // begin
        var options = new MqttBrokerOptions { HostFilters = ["devices/+/data"] };
        await using var broker = new MqttBroker(options, new Printer());
        await broker.ListenAsync(new IPEndPoint(IPAddress.Loopback, Port));
        await broker.PublishAsync("devices/all/command", "report"u8.ToArray(), retain: true);
        // end
        await Task.Delay(Timeout.Infinite, stop);
    }

    public async Task<string> ClientAsync()
    {
        // begin
        var options = new MqttClientOptions { Host = "127.0.0.1", Port = Port, ClientId = "board-1" };
        await using var client = new MqttClient(options, new Printer());
        var result = await client.ConnectAsync();
        if (!result.IsAccepted) throw new InvalidOperationException($"refused: {result.ReasonCode}");
        await client.SubscribeAsync([new MqttSubscription("devices/+/command", MqttQoS.AtLeastOnce)]);
        var answer = await client.PublishAsync("devices/board-1/data", "25.5"u8.ToArray(), MqttQoS.AtLeastOnce);
        Console.WriteLine($"the broker said {answer}");
        // end
        return answer.ToString();
    }

    public MqttConnectionLoop Loop(MqttClientOptions options)
    {
        // begin
        var loop = new MqttConnectionLoop(options, [new MqttSubscription("devices/+/command", MqttQoS.AtLeastOnce)], new Printer())
        {
            Lost = (end, pause) => Console.WriteLine($"{end.Explanation}; again in {pause.TotalSeconds:0.0} s"),
        };
        // end
        return loop;
    }

    public MqttBrokerOptions Hooks()
    {
        // begin
        var options = new MqttBrokerOptions
        {
            Authenticate = (peer, password, cancel) => ValueTask.FromResult(
                peer.User == "boards" && password.Span.SequenceEqual("secret"u8) ? MqttReasonCode.Success : MqttReasonCode.BadUserNameOrPassword),
            AuthorizePublish = (peer, topic, qos, retain) =>
                topic.StartsWith(Encoding.UTF8.GetBytes($"devices/{peer.ClientId}/")) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized,
            AuthorizeSubscribe = (peer, filter, qos) =>
                filter == $"devices/{peer.ClientId}/command" ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized,
        };
        // end
        return options;
    }

    public async Task PersistentAsync(Func<MqttBroker, Task> use)
    {
        // begin
        using var store = new SqliteMqttStore(Path.Combine(folder, "mqtt.db"));
        await using var broker = new MqttBroker(new MqttBrokerOptions { Store = store });
        // end
        await use(broker);
    }

    public async Task TransportsAsync(MqttBroker broker, WebApplication app, string pem, string key)
    {
        // begin
        var (certificate, intermediates) = MqttServerTlsOptions.ReadPem(pem, key);
        var tls = new MqttServerTlsOptions { Certificate = certificate, Intermediates = intermediates };
        await broker.ListenAsync(new MqttListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = tls });
        await broker.ListenAsync(new MqttListenerOptions { EndPoint = new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(folder, "mqtt.sock")) });
        app.MapMqttWebSocket("/mqtt", broker);
        // end
    }

    // begin
    sealed class Printer : IMqttReceiver
    {
        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            Console.WriteLine($"{Encoding.UTF8.GetString(delivery.Topic.Span)}: {Encoding.UTF8.GetString(delivery.Payload.Span)}");
            delivery.Acknowledgement.Complete();
            return default;
        }
    }
    // end

    // begin
    sealed class Batch : IMqttReceiver
    {
        private readonly Channel<(byte[] Payload, MqttAcknowledgement Acknowledgement)> _queue = Channel.CreateBounded<(byte[], MqttAcknowledgement)>(10_000);

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel) =>
            _queue.Writer.WriteAsync((delivery.Payload.ToArray(), delivery.Acknowledgement), cancel); // waits when it is full: so does the sender

        public async Task StoreAsync(Func<IReadOnlyList<byte[]>, Task> commit)
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                var batch = new List<(byte[] Payload, MqttAcknowledgement Acknowledgement)>();
                while (batch.Count < 1000 && _queue.Reader.TryRead(out var one)) batch.Add(one);
                await commit([.. batch.Select(one => one.Payload)]);
                foreach (var one in batch) one.Acknowledgement.Complete();
            }
        }
    }
    // end

    /// <summary>For the test of the batch.</summary>
    public static (IMqttReceiver Receiver, Func<Func<IReadOnlyList<byte[]>, Task>, Task> Store) MakeBatch()
    {
        var batch = new Batch();
        return (batch, batch.StoreAsync);
    }
}
