using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>The broker as a connection handler of Kestrel, as the gateway runs it.</summary>
public sealed class KestrelTests
{
    [Theory]
    [InlineData(MqttVersion.V311, false)]
    [InlineData(MqttVersion.V500, false)]
    [InlineData(MqttVersion.V311, true)]
    [InlineData(MqttVersion.V500, true)]
    public async Task Messages_pass_over_Kestrel_with_and_without_TLS(MqttVersion version, bool withTls)
    {
        using var certificate = KestrelBroker.MakeCertificate();
        var host = new Inbox();
        await using var broker = await KestrelBroker.StartAsync(withTls ? certificate : null, host);
        var inbox = new Inbox();
        await using var client = new MqttClient(
            new MqttClientOptions
            {
                Port = broker.Port,
                Version = version,
                Tls = withTls ? new MqttTlsOptions { CaCertificates = [certificate], TargetHost = "localhost" } : null,
            },
            inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await client.SubscribeAsync([new MqttSubscription("#", MqttQoS.ExactlyOnce)]);

        var large = new string('x', 300_000);
        var published = Enumerable.Range(0, 200).Select(i => client.PublishAsync("t", System.Text.Encoding.UTF8.GetBytes(i % 50 == 0 ? large : $"{i}"), (MqttQoS)(i % 3)).AsTask()).ToList();
        await Task.WhenAll(published);

        Assert.Equal(200, (await host.NextAsync(200)).Count);
        var received = await inbox.NextAsync(200);
        Assert.Equal(4, received.Count(message => message.Payload == large));
        Assert.Equal(200, received.Select(message => message.Payload).Distinct().Count() + 3);
    }

    [Theory, MemberData(nameof(Versions.Both), MemberType = typeof(Versions))]
    public async Task The_last_packets_of_a_client_that_closes_at_once_are_read(MqttVersion version)
    {
        var host = new Inbox();
        await using var broker = await KestrelBroker.StartAsync(host: host);
        for (var i = 0; i < 100; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, broker.Port);
            await using var client = new RawClient(socket);
            await client.SendAsync(RawClient.Connect(version, $"brief{i}"), RawClient.Publish(version, "t", $"{i}"), [0xE0, 0]);
            client.Cut();
        }

        var payloads = (await host.NextAsync(100)).Select(message => int.Parse(message.Payload));
        Assert.Equal(Enumerable.Range(0, 100), payloads.Order());
    }

    [Fact]
    public async Task Clients_hear_goodbye_when_the_broker_stops_behind_Kestrel()
    {
        await using var broker = await KestrelBroker.StartAsync();
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port });
        await client.ConnectAsync();

        await broker.DisposeAsync();

        Assert.Equal(MqttReasonCode.ServerShuttingDown, (await client.Closed).Reason);
    }
}
