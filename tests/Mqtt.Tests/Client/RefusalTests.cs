using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>What the client says when a broker does not want it, in words that help.</summary>
public sealed class RefusalTests
{
    public static TheoryData<MqttVersion, MqttReasonCode, string> Refusals
    {
        get
        {
            var data = new TheoryData<MqttVersion, MqttReasonCode, string>();
            foreach (var version in new[] { MqttVersion.V311, MqttVersion.V500 })
            {
                data.Add(version, MqttReasonCode.BadUserNameOrPassword, "refused: bad credentials");
                data.Add(version, MqttReasonCode.NotAuthorized, "refused: not authorized; are user and password right?");
                data.Add(version, MqttReasonCode.ServerBusy, "refused: the broker is busy or not available");
                data.Add(version, MqttReasonCode.ClientIdentifierNotValid, "refused: the client identifier is not accepted");
            }
            data.Add(MqttVersion.V500, MqttReasonCode.Banned, "refused: banned");
            return data;
        }
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_refusal_says_why(MqttVersion version, MqttReasonCode reason, string says)
    {
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { Authenticate = (_, _, _) => new(reason) });
        await using var client = broker.Client(version, "c");

        var result = await client.ConnectAsync();

        Assert.Equal(says, result.Explanation);
        Assert.Equal(says, Assert.Throws<MqttConnectException>(() => result.EnsureAccepted()).Message);
    }

    [Fact]
    public async Task An_acceptance_is_handed_on()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = broker.Client(MqttVersion.V500, "c");

        var result = await client.ConnectAsync();

        Assert.Same(result, result.EnsureAccepted());
    }

    [Fact]
    public async Task A_redirection_at_the_beginning_names_the_other_server()
    {
        // CONNACK, UseAnotherServer, Server Reference "other:1883", Reason String "moved"
        byte[] connAck = [0x20, 24, 0, 0x9C, 21, 0x1C, 0, 10, .. "other:1883"u8, 0x1F, 0, 5, .. "moved"u8];
        await using var client = Answered(connAck);

        var result = await client.ConnectAsync();

        Assert.Equal((MqttReasonCode.UseAnotherServer, "other:1883"), (result.ReasonCode, result.ServerReference));
        Assert.Equal("refused: another server is to be used (moved); the broker names another server: other:1883", result.Explanation);
    }

    [Fact]
    public async Task A_redirection_later_names_the_other_server()
    {
        byte[] both = [0x20, 3, 0, 0, 0, 0xE0, 15, 0x9D, 13, 0x1C, 0, 10, .. "other:1883"u8];
        await using var client = Answered(both);
        await client.ConnectAsync();

        var closed = await client.Closed;

        Assert.Equal((MqttReasonCode.ServerMoved, "other:1883", "the broker said ServerMoved; it names another server: other:1883"), (closed.Reason, closed.ServerReference, closed.Explanation));
    }

    [Fact]
    public async Task Connecting_says_so_when_the_other_side_speaks_TLS()
    {
        await using var client = Answered([0x15, 3, 3, 0, 2, 2, 40]);

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.EndsWith("its first packet is no CONNACK [MQTT-3.2.0-1]; it speaks TLS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_says_so_when_the_other_side_speaks_no_TLS()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = broker.Client(MqttVersion.V500, "c", null, options => options.Tls = new MqttTlsOptions());

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith($"no TLS with 127.0.0.1:{broker.Port}: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("; does it speak TLS there?", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-3, -1, "it expired on ", "; the broker needs a new one")]
    [InlineData(1, 3, "it is valid from ", " on; look at this machine's clock")]
    public async Task A_certificate_out_of_its_time_is_not_trusted(int fromDays, int toDays, string says, string fix)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer(fromDays, toDays);
        await using var broker = await KestrelBroker.StartAsync(certificate);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = new MqttTlsOptions { CaFile = authority.CaFile } });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith("certificate not trusted: CN=localhost: " + says, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(fix, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_not_trusted()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Stranger");
        using var certificate = stranger.IssueServer();
        await using var broker = await KestrelBroker.StartAsync(certificate);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = new MqttTlsOptions { CaFile = authority.CaFile } });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.Equal("certificate not trusted: CN=localhost: nobody here trusts its issuer CN=Stranger; name the file of its authority with CaFile", failure.Message);
    }

    [Fact]
    public async Task Connecting_names_the_file_when_the_own_certificate_cannot_be_read()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueServer();
        await using var broker = await KestrelBroker.StartAsync(certificate);
        await using var client = new MqttClient(new MqttClientOptions { Port = broker.Port, Tls = new MqttTlsOptions { CaFile = authority.CaFile, ClientCertificateFile = "/nowhere/me.pem" } });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync());

        Assert.StartsWith("client certificate not readable: /nowhere/me.pem: ", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A client of a broker that answers whatever comes first with these bytes.</summary>
    private static MqttClient Answered(byte[] answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Task.Run(async () =>
        {
            var socket = await listener.AcceptSocketAsync();
            listener.Stop();
            await socket.ReceiveAsync(new byte[1000]);
            await socket.SendAsync(answer);
        });
        return new MqttClient(new MqttClientOptions { Port = port, KeepAlive = TimeSpan.Zero });
    }
}
