using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;

namespace Nanofleet.Load.Peers;

/// <summary>The .NET subscriber as MQTTnet's documentation shows it: acknowledged when its handler returns.</summary>
internal sealed class InsertingSubscriber(IMqttClient client) : IAsyncDisposable
{
    public const string Name = ".NET, one INSERT per message (MQTTnet)";

    public static async Task<IAsyncDisposable> StartAsync(PeerSettings settings)
    {
        var table = await MeasurementTable.OpenAsync(settings.Database);
        var factory = new MqttClientFactory();
        var client = factory.CreateMqttClient();
        client.ApplicationMessageReceivedAsync += received => table.InsertAsync(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray());
        await client.ConnectAsync(factory.CreateClientOptionsBuilder().WithTcpServer("127.0.0.1", settings.Port).WithClientId("peer").WithCredentials(settings.User, settings.Password).Build());
        await client.SubscribeAsync(factory.CreateSubscribeOptionsBuilder().WithTopicFilter(PeerSettings.Filter, MqttQualityOfServiceLevel.AtLeastOnce).Build());
        return new InsertingSubscriber(client);
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
