using System.Net;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Interop;

/// <summary>Our broker with Debian's mosquitto_pub over TLS, which OpenSSL speaks at its end.</summary>
public sealed class MosquittoTlsTests
{
    [Theory]
    [InlineData("mqttv311", "tlsv1.2")]
    [InlineData("mqttv311", "tlsv1.3")]
    [InlineData("mqttv5", "tlsv1.2")]
    [InlineData("mqttv5", "tlsv1.3")]
    public async Task A_message_comes_by_tls(string version, string tls)
    {
        using var authority = new TestAuthority();
        var host = new Inbox();
        await using var broker = await StartAsync(authority, host, MqttClientCertificates.None);

        Assert.Equal(0, await PublishAsync(broker, version, "--cafile", authority.CaFile, "--tls-version", tls));

        Assert.Equal("hello", (await host.NextAsync()).Payload);
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task Only_a_client_with_a_certificate_gets_in_where_one_is_required(string tls)
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Stranger");
        var (certificate, key) = authority.Save(authority.IssueClient("board-7"));
        var (other, otherKey) = stranger.Save(stranger.IssueClient("board-7"));
        var host = new Inbox();
        await using var broker = await StartAsync(authority, host, MqttClientCertificates.Required);

        Assert.NotEqual(0, await PublishAsync(broker, "mqttv5", "--cafile", authority.CaFile, "--tls-version", tls));
        Assert.NotEqual(0, await PublishAsync(broker, "mqttv5", "--cafile", authority.CaFile, "--tls-version", tls, "--cert", other, "--key", otherKey));
        Assert.Equal(0, await PublishAsync(broker, "mqttv5", "--cafile", authority.CaFile, "--tls-version", tls, "--cert", certificate, "--key", key));

        Assert.Equal("board-7", (await host.NextAsync()).ClientId);
        Assert.True(host.IsEmpty);
    }

    [Fact]
    public async Task A_client_that_does_not_trust_the_broker_does_not_connect()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Stranger");
        await using var broker = await StartAsync(authority, new Inbox(), MqttClientCertificates.None);

        Assert.NotEqual(0, await PublishAsync(broker, "mqttv5", "--cafile", stranger.CaFile));
    }

    private static async Task<TlsBroker> StartAsync(TestAuthority authority, Inbox host, MqttClientCertificates asked)
    {
        if (ToolProcess.Find("mosquitto_pub") is null) Assert.Skip("Debian's mosquitto-clients is not installed");
        var broker = new MqttBroker(new MqttBrokerOptions { HostFilters = ["#"], Authenticate = (peer, _, _) => new(IsItself(peer) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized) }, host);
        var tls = new MqttServerTlsOptions { Certificate = authority.IssueServer(), ClientCertificates = asked, ClientAuthorities = asked == MqttClientCertificates.None ? [] : [authority.Root] };
        var listener = await broker.ListenAsync(new MqttListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Tls = tls });
        return new TlsBroker(broker, listener.EndPoint.Port);
    }

    private static bool IsItself(MqttPeer peer) => peer.Certificate is null || peer.Certificate.Subject == $"CN={peer.ClientId}";

    private static async Task<int> PublishAsync(TlsBroker broker, string version, params string[] arguments)
    {
        await using var publisher = ToolProcess.Start("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{broker.Port}", "-V", version, "-i", "board-7", "-t", "t", "-m", "hello", "-q", "1", .. arguments]);
        return await publisher.WaitForExitAsync();
    }

    private sealed record TlsBroker(MqttBroker Broker, int Port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Broker.DisposeAsync();
    }
}
