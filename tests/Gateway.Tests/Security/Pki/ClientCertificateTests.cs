using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Clients;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security.Pki;

/// <summary>Devices with certificates of the gateway's own CA: what it gives them, and whom it lets in with what.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(
        ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1", "--Broker:User=boards", "--Broker:Password=s3cret", "--Broker:ClientCertificates=required", "--Broker:ClientCertificateLife=1d"],
        builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_device_comes_in_with_the_certificate_that_it_was_given()
    {
        var given = await IssueAsync("kitchen");

        Assert.Equal("CN=kitchen", Certificate(given).Subject);
        Assert.Equal(_gateway.Host.Services.GetRequiredService<ITrustBundle>().Pem, given.GetProperty("ca").GetString());
        await using var client = Client("kitchen", Certificate(given));
        Assert.True((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task Nobody_comes_in_without_one_or_with_one_of_another_CA()
    {
        using var stranger = new TestAuthority();

        await using var without = Client("kitchen", null);
        await Assert.ThrowsAsync<MqttConnectException>(() => without.ConnectAsync(Patience.Cancel));
        await using var foreign = Client("kitchen", stranger.IssueClient("kitchen"));
        await Assert.ThrowsAsync<MqttConnectException>(() => foreign.ConnectAsync(Patience.Cancel));
    }

    [Fact]
    public async Task Names_that_somebody_makes_up_behind_the_account_of_all_fill_no_list_of_refusals()
    {
        var check = _gateway.Host.Services.GetRequiredService<ClientCertificateCheck>();

        for (var i = 0; i < 10; i++)
            Assert.Equal(MqttReasonCode.NotAuthorized, check.Admit(new MqttPeer($"made-up-{i}", "boards", MqttVersion.V500, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000))));

        var counts = Assert.Single(_gateway.Host.Services.GetRequiredService<DeviceRefusals>().All);
        Assert.Equal((DeviceRefusals.Strangers, 10, "no certificate"), (counts.DeviceId, counts.Connects, counts.Last));
    }

    [Fact]
    public async Task Nobody_from_elsewhere_comes_in_without_one_by_a_WebSocket_which_asks_for_none()
    {
        await using var proxied = await TestGateway.StartAsync(
            ["--Http:BehindProxy=true", "--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1", "--Broker:User=boards", "--Broker:Password=s3cret", "--Broker:ClientCertificates=required"]);
        static MqttClient Client(TestGateway gateway) =>
            new(new MqttClientOptions { Port = gateway.Host.HttpAddress.Port, WebSocketPath = "/mqtt", ClientId = "kitchen", User = "boards", Password = "s3cret" });

        await using var local = Client(_gateway);
        await using var remote = Client(proxied);

        Assert.True((await local.ConnectAsync(Patience.Cancel)).IsAccepted);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await remote.ConnectAsync(Patience.Cancel)).ReasonCode);
    }

    [Fact]
    public async Task The_certificate_of_one_device_does_not_let_another_in()
    {
        var given = await IssueAsync("kitchen");

        await using var client = Client("roof", Certificate(given));

        Assert.Equal(MqttReasonCode.NotAuthorized, (await client.ConnectAsync(Patience.Cancel)).ReasonCode);
    }

    [Fact]
    public async Task A_certificate_does_not_stand_in_for_the_password()
    {
        var given = await IssueAsync("kitchen");

        await using var client = Client("kitchen", Certificate(given), password: "guess");

        Assert.False((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task With_a_revoked_one_nobody_comes_in_and_who_did_is_sent_away()
    {
        var given = await IssueAsync("kitchen");
        await using var client = Client("kitchen", Certificate(given));
        await client.ConnectAsync(Patience.Cancel);

        using var answer = await _gateway.Http.DeleteAsync($"/api/devices/kitchen/certificates/{given.GetProperty("serial").GetString()}", Patience.Cancel);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(MqttReasonCode.AdministrativeAction, (await client.Closed.InTime()).Reason);
        await using var again = Client("kitchen", Certificate(given));
        Assert.Equal(MqttReasonCode.NotAuthorized, (await again.ConnectAsync(Patience.Cancel)).ReasonCode);
        Assert.NotEqual(JsonValueKind.Null, (await _gateway.GetAsync("/api/devices/kitchen/certificates")).GetProperty("certificates")[0].GetProperty("revoked_at").ValueKind);
        using var second = await _gateway.Http.DeleteAsync($"/api/devices/kitchen/certificates/{given.GetProperty("serial").GetString()}", Patience.Cancel);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
    }

    [Fact]
    public async Task What_was_revoked_stays_so_after_a_restart()
    {
        var given = await IssueAsync("kitchen");
        using var answer = await _gateway.Http.DeleteAsync($"/api/devices/kitchen/certificates/{given.GetProperty("serial").GetString()}", Patience.Cancel);

        var list = new KnownCertificates(
            (ICertificateStore)_gateway.Store, _gateway.Host.Services.GetRequiredService<SchemaReady>(), _clock, NullLogger<KnownCertificates>.Instance);
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        list.Revoked += heard.SetResult;
        Assert.False(list.IsLoaded); // until then nobody is let in
        await list.StartAsync(Patience.Cancel);

        Assert.Equal(given.GetProperty("serial").GetString(), await heard.Task.InTime());
        await list.StopAsync(Patience.Cancel);
    }

    [Fact]
    public async Task One_that_has_ended_is_refused()
    {
        var given = await IssueAsync("kitchen");

        _clock.Advance(TimeSpan.FromHours(25));

        // The gateway's own clock is the test's, the client's is not: it must not look at the server's certificate.
        await using var client = Client("kitchen", Certificate(given), checks: false);
        await Assert.ThrowsAsync<MqttConnectException>(() => client.ConnectAsync(Patience.Cancel));
    }

    [Fact]
    public async Task A_device_that_made_its_own_key_gets_a_certificate_for_it_and_nobody_sees_the_key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest("CN=somebody else", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

        var given = await IssueAsync("kitchen", csr);

        Assert.Equal(JsonValueKind.Null, given.GetProperty("private_key").ValueKind);
        using var certificate = X509Certificate2.CreateFromPem(given.GetProperty("certificate").GetString());
        Assert.Equal("CN=kitchen", certificate.Subject); // what the request wishes for is not looked at
        using var own = certificate.CopyWithPrivateKey(key);
        await using var client = Client("kitchen", X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null));
        Assert.True((await client.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Theory]
    [InlineData("/api/devices/kitchen/certificate", """{"csr":"nonsense"}""", 422, "csr is no signing request")]
    [InlineData("/api/devices/kitchen/certificate", """{"csr":7}""", 400, "The body must be")]
    [InlineData("/api/devices/kit%20chen/certificate", "", 422, "The device id 'kit chen'")]
    public async Task A_wrong_request_says_what_is_wrong(string path, string body, int status, string says)
    {
        using var content = body.Length == 0 ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await _gateway.Http.PostAsync(path, content, Patience.Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(answer)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_weak_key_is_not_certified()
    {
        using var weak = RSA.Create(1024);
        var csr = new CertificateRequest("CN=kitchen", weak, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

        using var answer = await _gateway.PostAsync("/api/devices/kitchen/certificate", new { csr });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task After_a_change_of_the_CA_a_certificate_of_the_old_one_holds_on()
    {
        var given = await IssueAsync("kitchen");

        await ChangeCaAsync();

        await using var old = Client("kitchen", Certificate(given));
        Assert.True((await old.ConnectAsync(Patience.Cancel)).IsAccepted);
        using var answer = await _gateway.Http.DeleteAsync($"/api/devices/kitchen/certificates/{given.GetProperty("serial").GetString()}", Patience.Cancel);
        Assert.Equal(MqttReasonCode.AdministrativeAction, (await old.Closed.InTime()).Reason);
        await using var fresh = Client("kitchen", Certificate(await IssueAsync("kitchen")));
        Assert.True((await fresh.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task After_a_change_of_the_CA_nobody_makes_certificates_with_the_old_ones_key()
    {
        using var stolen = CertificateAuthority.Read(await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(_gateway.KeyFile)!, "pki", "ca.pem"), Patience.Cancel));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = stolen.IssueClient("kitchen", new PublicKey(key), _clock.GetUtcNow(), TimeSpan.FromDays(1));
        using var forged = made.CopyWithPrivateKey(key);
        var shown = X509CertificateLoader.LoadPkcs12(forged.Export(X509ContentType.Pkcs12), null);
        await using var before = Client("kitchen", shown);
        Assert.True((await before.ConnectAsync(Patience.Cancel)).IsAccepted); // as long as that CA is the gateway's

        await ChangeCaAsync();

        await using var after = Client("kitchen", shown);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await after.ConnectAsync(Patience.Cancel)).ReasonCode);
    }

    private async Task ChangeCaAsync()
    {
        foreach (var path in (string[])["/api/ca/change", "/api/ca/change/finish"])
        {
            using var answer = await _gateway.Http.PostAsync(path, null, Patience.Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private async Task<JsonElement> IssueAsync(string device, string? csr = null)
    {
        using var answer = csr is null
            ? await _gateway.Http.PostAsync($"/api/devices/{device}/certificate", null, Patience.Cancel)
            : await _gateway.Http.PostAsJsonAsync($"/api/devices/{device}/certificate", new { csr }, Patience.Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return await TestGateway.ReadAsync(answer);
    }

    private static X509Certificate2 Certificate(JsonElement given)
    {
        using var read = X509Certificate2.CreateFromPem(given.GetProperty("certificate").GetString(), given.GetProperty("private_key").GetString());
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private MqttClient Client(string device, X509Certificate2? certificate, string password = "s3cret", bool checks = true)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(_gateway.Host.Services.GetRequiredService<ITrustBundle>().Pem);
        return new MqttClient(new MqttClientOptions
        {
            Port = ((EmbeddedBroker)_gateway.Host.Services.GetRequiredService<IBrokerLink>()).TlsEndPoint!.Port,
            ClientId = device,
            User = "boards",
            Password = password,
            Tls = new MqttTlsOptions { CaCertificates = trusted, ClientCertificate = certificate, AcceptInvalidCertificates = !checks },
        });
    }
}
