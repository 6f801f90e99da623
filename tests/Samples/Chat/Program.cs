using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Nanofleet.Mqtt;

var name = args.Length > 0 ? args[0] : Environment.UserName;
var port = args.Length > 1 ? int.Parse(args[1]) : 1883;
await using var broker = new MqttBroker();
try { await broker.ListenAsync(new IPEndPoint(IPAddress.Loopback, port)); }
catch (AddressInUseException) { Console.WriteLine("Somebody has opened the chat already."); }
await using var client = new MqttClient(new MqttClientOptions { Port = port }, new Screen());
await client.ConnectAsync();
await client.SubscribeAsync([new MqttSubscription("chat/+", MqttQoS.AtLeastOnce, NoLocal: true)]);
Console.WriteLine($"Hello {name}. What you type goes to the others; an empty line ends.");
try
{
    while (await Console.In.ReadLineAsync() is { Length: > 0 } line)
        await client.PublishAsync($"chat/{name}", Encoding.UTF8.GetBytes(line), MqttQoS.AtLeastOnce);
}
catch (MqttConnectionException) { Console.WriteLine($"The chat is over: {(await client.Closed).Explanation}."); }

sealed class Screen : IMqttReceiver
{
    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        Console.WriteLine($"{Encoding.UTF8.GetString(delivery.Topic.Span[5..])}: {Encoding.UTF8.GetString(delivery.Payload.Span)}");
        delivery.Acknowledgement.Complete();
        return default;
    }
}
