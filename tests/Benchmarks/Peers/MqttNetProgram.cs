using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Nanofleet.Testing;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>MQTTnet's server and client, set up as its documentation does.</summary>
internal static class MqttNetProgram
{
    public static string? MissingReason => null;

    public static async Task<ServedBroker> ServeAsync(PeerNeeds needs)
    {
        var factory = new MqttServerFactory();
        var port = FreePort.Next();
        var options = factory.CreateServerOptionsBuilder().WithConnectionBacklog(2000);
        if (needs.Certificate is { } file)
        {
            using var pem = X509Certificate2.CreateFromPemFile(file);
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
            options.WithoutDefaultEndpoint().WithEncryptedEndpoint().WithEncryptedEndpointPort(port).WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback).WithEncryptionCertificate(certificate);
        }
        else
        {
            options.WithDefaultEndpoint().WithDefaultEndpointPort(port).WithDefaultEndpointBoundIPAddress(IPAddress.Loopback);
        }
        var server = factory.CreateMqttServer(options.Build());
        var served = new Served(server, port);
        if (needs.HostSubscribes) server.InterceptingPublishAsync += served.CountAsync;
        await server.StartAsync();
        return served;
    }

    public static async Task ReceiveAsync(ReceiverNeeds needs, SharedCount count)
    {
        var factory = new MqttClientFactory();
        var client = factory.CreateMqttClient();
        client.ApplicationMessageReceivedAsync += _ =>
        {
            count.Add();
            return Task.CompletedTask;
        };
        await client.ConnectAsync(factory.CreateClientOptionsBuilder().WithTcpServer("127.0.0.1", needs.Port).WithClientId("receiver").Build());
        var qos = needs.QoS == 0 ? MqttQualityOfServiceLevel.AtMostOnce : MqttQualityOfServiceLevel.AtLeastOnce;
        await client.SubscribeAsync(factory.CreateSubscribeOptionsBuilder().WithTopicFilter(needs.Filter, qos).Build());
    }

    private sealed class Served(MqttServer server, int port) : ServedBroker
    {
        private long _count;

        public override int Port => port;

        public override long Count => Interlocked.Read(ref _count);

        public Task CountAsync(InterceptingPublishEventArgs publish)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            await server.StopAsync();
            server.Dispose();
        }
    }
}
