using System.Net;
using Nanofleet.Mqtt;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>The code under measurement, as a program would use it.</summary>
internal static class NanofleetProgram
{
    public static async Task<ServedBroker> ServeAsync(PeerNeeds needs)
    {
        var host = new CountingHost();
        var broker = new MqttBroker(new MqttBrokerOptions { HostFilters = needs.HostSubscribes ? ["#"] : [] }, host);
        var listening = new MqttListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Tls = needs.Certificate is { } file ? new MqttServerTlsOptions { Certificate = MqttServerTlsOptions.ReadPem(file).Certificate } : null,
        };
        return new Served(broker, host, await broker.ListenAsync(listening));
    }

    public static async Task ReceiveAsync(ReceiverNeeds needs, SharedCount count)
    {
        var client = new MqttClient(new MqttClientOptions { Port = needs.Port, ClientId = "receiver" }, new CountingReceiver(count));
        var result = await client.ConnectAsync();
        if (!result.IsAccepted) throw new InvalidOperationException($"the broker refused: {result.ReasonCode}");
        await client.SubscribeAsync([new MqttSubscription(needs.Filter, needs.QoS == 0 ? MqttQoS.AtMostOnce : MqttQoS.AtLeastOnce)]);
    }

    private sealed class Served(MqttBroker broker, CountingHost host, MqttListener listener) : ServedBroker
    {
        public override int Port => listener.EndPoint.Port;

        public override long Count => host.Count;

        public override ValueTask DisposeAsync() => broker.DisposeAsync();
    }

    private sealed class CountingHost : IMqttReceiver
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            Interlocked.Increment(ref _count);
            delivery.Acknowledgement.Complete();
            return default;
        }
    }

    private sealed class CountingReceiver(SharedCount count) : IMqttReceiver
    {
        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            count.Add();
            delivery.Acknowledgement.Complete();
            return default;
        }
    }
}
