using System.Text;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>The ways to the gateway's own broker: a reading that comes by one of them is stored when its PUBACK comes.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task A_reading_comes_by_tls()
    {
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync(Tls(authority));

        await AssertStoresAsync(gateway, new MqttClientOptions { Port = TlsPort(gateway), User = "boards", Password = "s3cret", Tls = new MqttTlsOptions { CaFile = authority.CaFile } });
    }

    [Fact]
    public async Task Only_a_board_with_a_certificate_and_the_password_gets_in_where_both_are_required()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueClient("b1");
        await using var gateway = await TestGateway.StartAsync(
            [.. Tls(authority), "--Broker:ClientCertificates=required", $"--Broker:ClientCaFile={authority.CaFile}"]);
        MqttClientOptions Options(bool withCertificate, string? password) => new()
        {
            Port = TlsPort(gateway), User = "boards", Password = password,
            Tls = new MqttTlsOptions { CaFile = authority.CaFile, ClientCertificate = withCertificate ? certificate : null },
        };

        await using var without = new MqttClient(Options(false, "s3cret"));
        await Assert.ThrowsAsync<MqttConnectException>(() => without.ConnectAsync(Patience.Cancel));
        await using var wrong = new MqttClient(Options(true, "guess"));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, (await wrong.ConnectAsync(Patience.Cancel)).ReasonCode);
        await AssertStoresAsync(gateway, Options(true, "s3cret"));
    }

    [Fact]
    public async Task Plain_connections_can_be_switched_off()
    {
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync([.. Tls(authority), "--Broker:Tcp=false"]);

        Assert.Null(gateway.Host.MqttEndPoint);
        await AssertStoresAsync(gateway, new MqttClientOptions { Port = TlsPort(gateway), User = "boards", Password = "s3cret", Tls = new MqttTlsOptions { CaFile = authority.CaFile } });
    }

    [Fact]
    public async Task A_reading_comes_by_websocket_on_the_http_port()
    {
        await using var gateway = await TestGateway.StartAsync();

        await AssertStoresAsync(gateway, new MqttClientOptions { Port = gateway.Host.HttpAddress.Port, WebSocketPath = "/mqtt" });
    }

    [Fact]
    public async Task The_websocket_can_be_switched_off()
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:WebSocket=false"]);
        await using var client = new MqttClient(new MqttClientOptions { Port = gateway.Host.HttpAddress.Port, WebSocketPath = "/mqtt" });

        var failure = await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync(Patience.Cancel));

        Assert.EndsWith("the server answers 404", failure.Message);
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("https://fleet.example", 101)]
    public async Task A_page_from_elsewhere_may_connect_only_where_it_is_named(string origin, int expected)
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:WebSocketOrigins=https://fleet.example"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mqtt");
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", "mqtt"), ("Origin", origin) })
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Cancel);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_reading_comes_by_unix_socket()
    {
        var folder = Directory.CreateTempSubdirectory("nf-");
        await using (var gateway = await TestGateway.StartAsync([$"--Broker:UnixSocket={folder}/mqtt"]))
        {
            await AssertStoresAsync(gateway, new MqttClientOptions { UnixSocket = $"{folder}/mqtt" });
        }

        folder.Delete(); // nothing is left in it
    }

    [Fact]
    public async Task The_gateway_stops_by_itself_and_says_goodbye_while_a_board_is_on_a_websocket()
    {
        await using var gateway = await TestGateway.StartAsync(configure: TestGateway.StopsOnlyByItself);
        await using var client = new MqttClient(new MqttClientOptions { Port = gateway.Host.HttpAddress.Port, WebSocketPath = "/mqtt" });
        await client.ConnectAsync(Patience.Cancel);

        await gateway.Host.StopAsync(Patience.Cancel).InTime();

        Assert.Equal(MqttReasonCode.ServerShuttingDown, (await client.Closed).Reason);
    }

    [Fact]
    public async Task More_connections_than_the_settings_allow_are_dropped()
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:ConnectionsPerSecondPerAddress=1"]);
        var dropped = 0;
        for (var i = 0; i < 20; i++)
        {
            await using var client = new MqttClient(new MqttClientOptions { Port = gateway.Host.MqttEndPoint!.Port });
            try
            {
                await client.ConnectAsync(Patience.Cancel);
            }
            catch (MqttConnectException)
            {
                dropped++;
            }
        }

        Assert.InRange(dropped, 1, 18);
        Assert.Equal(dropped, gateway.Host.Services.GetRequiredService<MqttBroker>().Counters.Throttled);
    }

    private static string[] Tls(TestAuthority authority)
    {
        var (certificate, key) = authority.Save(authority.IssueServer());
        return ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1", "--Broker:User=boards", "--Broker:Password=s3cret", $"--Broker:CertificateFile={certificate}", $"--Broker:CertificateKeyFile={key}"];
    }

    private static int TlsPort(TestGateway gateway) => ((EmbeddedBroker)gateway.Host.Services.GetRequiredService<IBrokerLink>()).TlsEndPoint!.Port;

    private static async Task AssertStoresAsync(TestGateway gateway, MqttClientOptions options)
    {
        await using var client = new MqttClient(options);
        Assert.True((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
        var reading = Encoding.UTF8.GetBytes("""{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"t","value":20.5}]}""");

        await client.PublishAsync("devices/b1/data", reading, MqttQoS.AtLeastOnce, cancel: Patience.Cancel);

        Assert.Equal(1, (await gateway.Store.BalanceAsync("b1", Patience.Cancel))!.Stored);
    }
}
