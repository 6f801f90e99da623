using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security.Claims;

/// <summary>Where the broker asks for client certificates, a registration gives one.</summary>
public sealed class BoardCertificateTests
{
    private static readonly string[] Tls = ["--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1", "--Devices:Unknown=reject"];

    [Theory]
    [InlineData("required")]
    [InlineData("allowed")]
    public async Task A_board_comes_in_with_what_its_registration_gave(string setting)
    {
        await using var gateway = await TestGateway.StartAsync([.. Tls, $"--Broker:ClientCertificates={setting}"]);
        var given = await RegisterAsync(gateway, "kitchen");

        using var certificate = Certificate(given);
        await using var board = Client(gateway, given, certificate);

        Assert.True((await board.ConnectAsync(Patience.Cancel)).IsAccepted);
        Assert.Equal("CN=kitchen", certificate.Subject);
        // Nobody has to think of a renewal before that of the CA.
        Assert.Equal(gateway.Host.Services.GetRequiredService<GatewayCertificates>().Authority.NotAfter, certificate.NotAfter);
        Assert.Equal(1, (await gateway.GetAsync("/api/devices/kitchen/certificates")).GetProperty("certificates").GetArrayLength());
    }

    [Fact]
    public async Task The_key_has_its_public_part_beside_it_which_the_TLS_library_of_a_board_cannot_work_out()
    {
        await using var gateway = await TestGateway.StartAsync([.. Tls, "--Broker:ClientCertificates=required"]);

        var pem = (await RegisterAsync(gateway, "kitchen")).GetProperty("client_key").GetString()!;

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", pem);
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var der = Convert.FromBase64String(string.Concat(pem.Split('\n')[1..^2]));
        Assert.True(der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x04, .. point.X!, .. point.Y!]) > 0); // SEC 1 section 2.3.3
        Assert.Equal(256, key.KeySize);
    }

    [Fact]
    public async Task The_certificate_alone_lets_nobody_in_and_neither_does_that_of_a_suspended_device()
    {
        await using var gateway = await TestGateway.StartAsync([.. Tls, "--Broker:ClientCertificates=required"]);
        var given = await RegisterAsync(gateway, "kitchen");
        using var certificate = Certificate(given);

        await using var guess = Client(gateway, given, certificate, password: "guess");
        Assert.False((await guess.ConnectAsync(Patience.Cancel)).IsAccepted);
        await using var without = Client(gateway, given, null);
        await Assert.ThrowsAsync<MqttConnectException>(() => without.ConnectAsync(Patience.Cancel));
        await using var board = Client(gateway, given, certificate);
        Assert.True((await board.ConnectAsync(Patience.Cancel)).IsAccepted);

        using var suspended = await gateway.Http.PutAsJsonAsync("/api/devices/kitchen/state", new { state = "suspended" }, Patience.Cancel);

        Assert.Equal(MqttReasonCode.AdministrativeAction, (await board.Closed.InTime()).Reason);
        await using var again = Client(gateway, given, certificate);
        Assert.False((await again.ConnectAsync(Patience.Cancel)).IsAccepted);
    }

    [Fact]
    public async Task The_key_is_in_the_answer_and_nowhere_else()
    {
        var log = new LogCopy();
        await using var gateway = await TestGateway.StartAsync([.. Tls, "--Broker:ClientCertificates=required"], builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));

        var given = await RegisterAsync(gateway, "kitchen");

        var secret = given.GetProperty("client_key").GetString()!.Split('\n')[1];
        Assert.All(log.Lines, line => Assert.DoesNotContain(secret, line));
        var data = Path.GetDirectoryName(gateway.KeyFile)!;
        foreach (var file in Directory.EnumerateFiles(data).Concat(Directory.EnumerateFiles(Path.Combine(data, "pki"))))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(Patience.Cancel));
        }

        var entries = await gateway.GetAsync($"/api/audit?action={AuditActions.CertificateIssue}");
        Assert.Equal("kitchen", Assert.Single(entries.GetProperty("entries").EnumerateArray()).GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData("--Broker:Tls=true")]
    [InlineData("--Broker:ClientCertificates=required", "--Broker:ClientCaFile={ca}")] // which signs elsewhere
    public async Task Where_the_broker_asks_for_none_of_ours_none_is_given(params string[] settings)
    {
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync([.. Tls, .. settings.Select(setting => setting.Replace("{ca}", authority.CaFile))]);

        var given = await RegisterAsync(gateway, "kitchen");

        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (given.GetProperty("client_certificate").ValueKind, given.GetProperty("client_key").ValueKind));
        Assert.Equal(0, (await gateway.GetAsync("/api/devices/kitchen/certificates")).GetProperty("certificates").GetArrayLength());
    }

    private static async Task<JsonElement> RegisterAsync(TestGateway gateway, string device)
    {
        using var answer = await gateway.PostAsync("/api/provision", new { device_id = device });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await TestGateway.ReadAsync(answer);
    }

    private static X509Certificate2 Certificate(JsonElement given)
    {
        using var read = X509Certificate2.CreateFromPem(given.GetProperty("client_certificate").GetString(), given.GetProperty("client_key").GetString());
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private static MqttClient Client(TestGateway gateway, JsonElement given, X509Certificate2? certificate, string? password = null)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(given.GetProperty("broker_ca").GetString());
        return new MqttClient(new MqttClientOptions
        {
            Port = ((EmbeddedBroker)gateway.Host.Services.GetRequiredService<IBrokerLink>()).TlsEndPoint!.Port,
            ClientId = "kitchen",
            User = given.GetProperty("broker_user").GetString(),
            Password = password ?? given.GetProperty("broker_password").GetString(),
            Tls = new MqttTlsOptions { CaCertificates = trusted, ClientCertificate = certificate },
        });
    }
}
