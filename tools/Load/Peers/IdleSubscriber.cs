using Nanofleet.Mqtt;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Load.Peers;

/// <summary>Acknowledges what it gets, counts it and does nothing: the most that the same broker hands to anybody.</summary>
internal sealed class IdleSubscriber(SharedCount count) : IMqttReceiver
{
    /// <summary>As many as the gateway asks for; Mosquitto hands out 20 to whoever does not ask.</summary>
    private const ushort ReceiveMaximum = 1000;

    public static async Task<IAsyncDisposable> StartAsync(PeerSettings settings)
    {
        var client = new MqttClient(
            new MqttClientOptions { Port = settings.Port, ClientId = "peer", User = settings.User, Password = settings.Password, ReceiveMaximum = ReceiveMaximum },
            new IdleSubscriber(new SharedCount(settings.CountFile)));
        var result = await client.ConnectAsync();
        if (!result.IsAccepted) throw new InvalidOperationException($"the broker refused: {result.ReasonCode}");
        await client.SubscribeAsync([new MqttSubscription(PeerSettings.Filter, MqttQoS.AtLeastOnce)]);
        return client;
    }

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        count.Add();
        delivery.Acknowledgement.Complete();
        return default;
    }
}
