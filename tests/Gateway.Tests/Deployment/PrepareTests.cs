using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Nanofleet.Gateway.Preparation;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Deployment;

/// <summary>The secrets that a Mosquitto and a PostgreSQL beside the gateway begin with: made once, each with its like, never a default.</summary>
public sealed class PrepareTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prepare-").FullName;
    private readonly ManualClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_is_made_twice()
    {
        await RunAsync();
        var before = Files();

        var output = await RunAsync();

        Assert.Equal("", output);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Two_installations_share_no_password()
    {
        await RunAsync();
        var (broker, database) = (Read("gateway/broker"), Read("database/password"));
        Directory.Delete(Path.Combine(_folder, "secrets"), recursive: true);

        await RunAsync();

        Assert.NotEqual(broker, Read("gateway/broker"));
        Assert.NotEqual(database, Read("database/password"));
    }

    [Fact]
    public async Task Each_folder_knows_only_what_its_program_needs()
    {
        await RunAsync();

        Assert.DoesNotContain(Read("gateway/broker"), Read("broker/dynamic-security.json"), StringComparison.Ordinal);
        Assert.Contains($"Password={Read("database/password")};", Read("gateway/database"), StringComparison.Ordinal);
        Assert.Equal(Npgsql.GssEncryptionMode.Disable, new Npgsql.NpgsqlConnectionStringBuilder(Read("gateway/database")).GssEncryptionMode);
        Assert.Equal(["broker", "broker-ca.pem", "database"], Directory.GetFiles(Path.Combine(_folder, "secrets", "gateway")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("PRIVATE KEY", Read("gateway/broker-ca.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_is_for_the_names_by_which_boards_and_gateway_reach_the_broker()
    {
        await RunAsync("--Broker:PublicHost=fleet.lan", "--Broker:CertificateNames=192.0.2.7");

        using var certificate = X509Certificate2.CreateFromPem(Read("broker/server.pem"));
        Assert.All(["broker", "fleet.lan", "192.0.2.7", "localhost"], name => Assert.True(certificate.MatchesHostname(name), name));
    }

    [Fact]
    public async Task Certificate_is_renewed_by_the_same_CA_when_half_of_its_life_is_over()
    {
        await RunAsync();
        var (ca, server) = (Read("gateway/broker-ca.pem"), Read("broker/server.pem"));
        _clock.Advance(TimeSpan.FromDays(1800));
        await RunAsync();
        Assert.Equal(server, Read("broker/server.pem"));

        _clock.Advance(TimeSpan.FromDays(70));
        await RunAsync();

        Assert.NotEqual(server, Read("broker/server.pem"));
        Assert.Equal(ca, Read("gateway/broker-ca.pem"));
    }

    /// <summary>Where nobody does anything, all boards are refused when it ends.</summary>
    [Fact]
    public async Task Certificate_outlasts_a_machine_that_is_started_once_and_never_beyond_its_CA()
    {
        await RunAsync();
        var first = Until("broker/server.pem");
        Assert.True(first >= _clock.GetUtcNow().AddYears(9), $"{first}");

        _clock.Advance(TimeSpan.FromDays(15 * 365));
        await RunAsync();

        Assert.Equal(Until("gateway/broker-ca.pem"), Until("broker/server.pem"));
    }

    [Fact]
    public async Task Only_the_gateway_may_anything_at_the_broker()
    {
        await RunAsync();

        var seed = JsonDocument.Parse(Read("broker/dynamic-security.json")).RootElement;
        Assert.Equal("nanofleet", Assert.Single(seed.GetProperty("clients").EnumerateArray()).GetProperty("username").GetString());
        Assert.False(seed.GetProperty("defaultACLAccess").GetProperty("publishClientSend").GetBoolean());
        Assert.False(seed.GetProperty("defaultACLAccess").GetProperty("subscribe").GetBoolean());
    }

    [Fact]
    public async Task It_says_what_is_missing_without_the_public_name()
    {
        var errors = new StringWriter();

        var code = await new PrepareCommand(TextWriter.Null, errors, _clock).RunAsync(["--to", _folder, $"--Data:Directory={_folder}/data"]);

        Assert.Equal(1, code);
        Assert.Contains("Broker:PublicHost: is needed for the broker's certificate", errors.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] settings)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        string[] name = settings.Length == 0 ? ["--Broker:PublicHost=fleet.lan"] : settings;
        var code = await new PrepareCommand(output, errors, _clock).RunAsync(["--to", Path.Combine(_folder, "secrets"), $"--Data:Directory={_folder}/data", .. name]);
        Assert.True(code == 0, errors.ToString());
        return output.ToString();
    }

    private DateTimeOffset Until(string name)
    {
        using var certificate = X509Certificate2.CreateFromPem(Read(name));
        return certificate.NotAfter;
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, "secrets", name));

    private string[] Files() => [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file}\n{File.ReadAllText(file)}")];
}
