using System.Net;
using System.Net.Http.Json;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Secrets that the test knows, in every place that has one, and none of them in the log at its finest level or in the audit log.</summary>
public sealed class CanaryTests
{
    private const string Canary = "c4nary";

    private readonly LogCopy _log = new();

    [Fact]
    public async Task No_secret_is_logged_in_a_life_of_the_gateway()
    {
        using var authority = new TestAuthority();
        var (certificate, certificateKey) = authority.Save(authority.IssueServer(), $"{Canary}-certificate");
        await using var gateway = await TestGateway.StartAsync(
            [
                .. Finest, "--Broker:User=boards", $"--Broker:Password={Canary}-broker", "--Broker:Tls=true", "--Broker:TlsPort=0", "--Broker:TlsAddress=127.0.0.1",
                $"--Broker:CertificateFile={certificate}", $"--Broker:CertificateKeyFile={certificateKey}", $"--Broker:CertificatePassword={Canary}-certificate",
            ],
            Copy);
        List<string> secrets = [Canary];
        await BePeopleAsync(gateway, secrets);
        await BeProgramsAsync(gateway, secrets);
        await BeBoardsAsync(gateway, secrets);

        var audit = (await gateway.GetAsync("/api/audit?limit=1000")).ToString();
        await gateway.Host.StopAsync(Patience.Cancel);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, audit));
        AssertSilent(secrets);
        Assert.Contains(_log.Lines, line => line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal) && line.Contains("Trace", StringComparison.Ordinal)); // it did listen
    }

    [Fact]
    public async Task No_secret_is_logged_while_broker_and_database_cannot_be_reached()
    {
        var (broker, database) = (FreePort.Next(), FreePort.Next());
        await using var gateway = await TestGateway.StartAsync(
            [
                .. Finest, "--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={broker}", "--Mqtt:User=gateway", $"--Mqtt:Password={Canary}-mqtt",
                "--Database:Provider=postgres", $"--Database:ConnectionString=Host=127.0.0.1;Port={database};Username=nanofleet;Password={Canary}-database;Timeout=1",
            ],
            Copy);

        using var page = await gateway.Http.GetAsync("/", Patience.Cancel);
        using var health = await gateway.Http.GetAsync("/healthz", Patience.Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.DoesNotContain(Canary, await page.Content.ReadAsStringAsync(Patience.Cancel) + await health.Content.ReadAsStringAsync(Patience.Cancel));
        await gateway.Host.StopAsync(Patience.Cancel);
        AssertSilent([Canary]);
    }

    private static string[] Finest => ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace"];

    private void Copy(WebApplicationBuilder builder) => builder.Logging.AddProvider(_log);

    private void AssertSilent(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets) Assert.DoesNotContain(_log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Setup, invitation, wrong and right passwords, another password: the code of the link that is printed by design is not of these.</summary>
    private async Task BePeopleAsync(TestGateway gateway, List<string> secrets)
    {
        var links = gateway.Host.Services.GetRequiredService<OneTimeLinks>();
        var setup = await gateway.MakeSetupLinkAsync(); // a newer one than that in the log
        secrets.Add(Staff.CodeOf(setup));
        using var anna = new Caller(gateway);
        (string, string)[] password = [("password", $"{Canary} password"), ("repeat", $"{Canary} password")];
        using var made = await anna.SubmitAsync(setup, "/setup", [("code", Staff.CodeOf(setup)), ("name", "anna"), .. password]);
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        (await anna.SubmitAsync("/me", "/me/password", [("current", $"{Canary} password"), ("password", $"{Canary} other password"), ("repeat", $"{Canary} other password")])).Dispose();
        (await anna.SignInAsync("anna", $"{Canary} wrong")).Dispose();
        (await anna.SignInAsync($"{Canary} typed as a name", "x")).Dispose();
        using var back = await anna.SignInAsync("anna", $"{Canary} other password");
        Assert.Equal(HttpStatusCode.Found, back.StatusCode);

        var vera = await gateway.AddAsync("vera", Role.Viewer);
        var welcome = (await links.MakePasswordAsync(vera, Patience.Cancel)).PathAndQuery;
        using var browser = new Caller(gateway);
        (await browser.SubmitAsync(welcome, "/welcome", [("code", Staff.CodeOf(welcome)), .. password])).Dispose();
        var enter = (await links.MakeSignInAsync(vera, Patience.Cancel)).PathAndQuery; // the new password ended those before it
        secrets.AddRange([Staff.CodeOf(welcome), Staff.CodeOf(enter)]);
        (await browser.SubmitAsync(enter, "/enter", ("code", Staff.CodeOf(enter)))).Dispose();
        foreach (Cookie cookie in browser.Cookies.GetAllCookies()) secrets.Add(cookie.Value);
    }

    private static async Task BeProgramsAsync(TestGateway gateway, List<string> secrets)
    {
        secrets.Add(gateway.Http.DefaultRequestHeaders.Authorization!.Parameter!);
        using var made = await gateway.PostAsync("/api/keys", new { name = "dashboard", scopes = new[] { "provision" } });
        var key = (await TestGateway.ReadAsync(made)).GetProperty("key").GetString()!;
        secrets.Add(key);
        using var program = new Caller(gateway, key: key);
        (await program.GetAsync("/api/devices")).Dispose();
        using var wrong = new Caller(gateway, key: $"nfk_{Canary}");
        (await wrong.GetAsync("/api/devices")).Dispose();
    }

    /// <summary>A board that comes with the broker's password, one that tries another, one that is registered; and settings with secrets in them.</summary>
    private static async Task BeBoardsAsync(TestGateway gateway, List<string> secrets)
    {
        using var claimed = await gateway.PostAsync("/api/claims", new { device_id = "kitchen" });
        var code = (await TestGateway.ReadAsync(claimed)).GetProperty("claim_code").GetString()!;
        using var registered = await gateway.PostAsync("/api/provision", new { claim_code = code, device_id = "kitchen" });
        var credentials = await TestGateway.ReadAsync(registered);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var password = credentials.GetProperty("broker_password").GetString()!;
        secrets.AddRange([code, password, credentials.GetProperty("token").GetString()!]);

        Assert.True(await ConnectsAsync(gateway, "kitchen", password));
        Assert.True(await ConnectsAsync(gateway, "boards", $"{Canary}-broker"));
        Assert.False(await ConnectsAsync(gateway, "kitchen", $"{Canary}-guess"));
        using var set = await gateway.Http.PutAsJsonAsync("/api/devices/kitchen/config", new { settings = new { wifi_password = $"{Canary}-wifi" } }, Patience.Cancel);
        Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(Patience.Cancel));
    }

    private static async Task<bool> ConnectsAsync(TestGateway gateway, string user, string password)
    {
        await using var client = new MqttClient(new MqttClientOptions { Port = gateway.Host.MqttEndPoint!.Port, ClientId = user, User = user, Password = password });
        return (await client.ConnectAsync(Patience.Cancel)).IsAccepted;
    }
}
