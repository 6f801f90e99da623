using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A client of this library, connected to a broker whose every byte is the test's.</summary>
internal sealed record Meeting(MqttClient Client, RawClient Broker) : IAsyncDisposable
{
    /// <summary>The two, after the CONNACK given.</summary>
    public static async Task<Meeting> StartAsync(byte[] connAck, Action<MqttClientOptions>? more = null, IMqttReceiver? receiver = null, TimeProvider? clock = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new MqttClientOptions { Port = ((IPEndPoint)listener.LocalEndpoint).Port, KeepAlive = TimeSpan.Zero };
        more?.Invoke(options);
        var client = new MqttClient(options, receiver, clock);
        var connecting = client.ConnectAsync();
        var broker = new RawClient(await listener.AcceptSocketAsync());
        Assert.Equal(PacketType.Connect, (await broker.ReadAsync()).Type);
        await broker.SendAsync(connAck);
        Assert.True((await connecting).IsAccepted);
        return new Meeting(client, broker);
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Client.DisposeAsync();
    }
}
