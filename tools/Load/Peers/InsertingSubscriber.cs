using System.Text;
using Nanofleet.Mqtt;

namespace Nanofleet.Load.Peers;

/// <summary>The .NET subscriber over our own client, in builds without MQTTnet.</summary>
internal sealed class InsertingSubscriber(MeasurementTable table) : IMqttReceiver
{
    public const string Name = ".NET, one INSERT per message (our client)";

    public static async Task<IAsyncDisposable> StartAsync(PeerSettings settings)
    {
        var client = new MqttClient(
            new MqttClientOptions { Port = settings.Port, ClientId = "peer", User = settings.User, Password = settings.Password },
            new InsertingSubscriber(await MeasurementTable.OpenAsync(settings.Database)));
        var result = await client.ConnectAsync();
        if (!result.IsAccepted) throw new InvalidOperationException($"the broker refused: {result.ReasonCode}");
        await client.SubscribeAsync([new MqttSubscription(PeerSettings.Filter, MqttQoS.AtLeastOnce)]);
        return client;
    }

    public async ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        await table.InsertAsync(Encoding.UTF8.GetString(delivery.Topic.Span), delivery.Payload);
        delivery.Acknowledgement.Complete();
    }
}
