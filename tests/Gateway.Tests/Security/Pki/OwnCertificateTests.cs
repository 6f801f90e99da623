using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security.Pki;

/// <summary>What a gateway with no settings for TLS shows to boards and browsers: a certificate that its own CA signed.</summary>
public sealed class OwnCertificateTests
{
    private static readonly string[] WithTls =
        ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1", "--Broker:User=boards", "--Broker:Password=s3cret", "--urls=https://127.0.0.1:0"];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_board_that_trusts_the_bundle_gets_in_by_name_and_by_address(string host)
    {
        await using var gateway = await TestGateway.StartAsync(WithTls);

        await using var client = Client(gateway, host, Bundle(gateway));

        Assert.True((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task A_board_that_trusts_another_CA_does_not_connect()
    {
        await using var gateway = await TestGateway.StartAsync(WithTls);
        using var stranger = new TestAuthority();

        await using var client = Client(gateway, "127.0.0.1", stranger.Root.ExportCertificatePem());

        await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync(Patience.Cancel));
    }

    [Fact]
    public async Task Who_comes_by_TLS_needs_credentials_where_the_settings_name_none()
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1"]);

        await using var client = Client(gateway, "127.0.0.1", Bundle(gateway), user: null);

        Assert.False((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task Pages_and_API_are_served_by_the_same_CA_which_anybody_can_fetch()
    {
        await using var gateway = await TestGateway.StartAsync(WithTls);
        var bundle = Bundle(gateway);
        using var trusting = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Policy(bundle) } }) { BaseAddress = gateway.Host.HttpAddress };

        using var answer = await trusting.GetAsync("/ca.pem", Patience.Cancel);

        Assert.Equal("https", gateway.Host.HttpAddress.Scheme);
        Assert.Equal("application/x-pem-file", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(bundle, await answer.Content.ReadAsStringAsync(Patience.Cancel));
    }

    [Fact]
    public async Task A_certificate_that_the_settings_name_wins_and_its_root_is_what_boards_are_given()
    {
        using var authority = new TestAuthority();
        using var server = authority.IssueServer();
        var (certificate, key) = authority.Save(server);
        await File.AppendAllTextAsync(certificate, "\n" + authority.Root.ExportCertificatePem(), Patience.Cancel);
        await using var gateway = await TestGateway.StartAsync([.. WithTls, $"--Broker:CertificateFile={certificate}", $"--Broker:CertificateKeyFile={key}"]);

        Assert.Equal(authority.Root.ExportCertificatePem(), Bundle(gateway));
        Assert.Null(gateway.Host.Services.GetService<GatewayCertificates>());
        await using var client = Client(gateway, "127.0.0.1", Bundle(gateway));
        Assert.True((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task A_gateway_without_TLS_makes_no_CA_and_hands_out_none()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var answer = await gateway.Http.GetAsync("/ca.pem", Patience.Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(gateway.Host.Services.GetRequiredService<ITrustBundle>().Pem);
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(gateway.KeyFile)!, "pki", "ca.pem")));
    }

    [Fact]
    public async Task A_port_that_is_taken_names_the_setting_and_the_ways_out()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var fault = await Assert.ThrowsAsync<Nanofleet.Gateway.Configuration.ConfigurationException>(() => TestGateway.StartAsync([.. WithTls, $"--Broker:TlsPort={port}"]));

        Assert.Contains($"Broker:TlsPort = '127.0.0.1:{port}': cannot be opened", fault.Message);
        Assert.Contains("--Broker:Tls=false", fault.Message);
    }

    private static string Bundle(TestGateway gateway) => gateway.Host.Services.GetRequiredService<ITrustBundle>().Pem!;

    private static MqttClient Client(TestGateway gateway, string host, string pem, string? user = "boards") => new(new MqttClientOptions
    {
        Host = host,
        Port = ((EmbeddedBroker)gateway.Host.Services.GetRequiredService<IBrokerLink>()).TlsEndPoint!.Port,
        User = user,
        Password = user is null ? null : "s3cret",
        Tls = new MqttTlsOptions { CaCertificates = Read(pem) },
    });

    private static X509Certificate2Collection Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private static X509ChainPolicy Policy(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Read(pem));
        return policy;
    }
}
