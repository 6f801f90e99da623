using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Health;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Health;

/// <summary>Nobody learns from refused boards that the certificate of their broker has ended.</summary>
public sealed class BrokerCertificateTests : IAsyncLifetime
{
    private readonly string _caFile = Path.GetTempFileName();
    private readonly CertificateAuthority _authority = CertificateAuthority.Make(DateTimeOffset.UtcNow);
    private readonly MqttBroker _broker = new();
    private MqttListener _listener = null!;
    private X509Certificate2 _shown = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_caFile, _authority.Pem, Patience.Cancel);
        Show(daysLeft: 20);
        _listener = await _broker.ListenAsync(new MqttListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), TlsSource = () => new MqttServerTlsOptions { Certificate = _shown } }, Patience.Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _authority.Dispose();
        _shown.Dispose();
        File.Delete(_caFile);
    }

    [Fact]
    public async Task Health_page_and_log_tell_of_a_certificate_that_ends_soon_while_all_goes_well()
    {
        var log = new LogBook<BrokerCertificateWatch>();
        await using var gateway = await TestGateway.StartAsync(
            ["--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={_listener.EndPoint.Port}", "--Mqtt:Tls=true", $"--Mqtt:CaFile={_caFile}"],
            builder => builder.Services.AddSingleton<ILogger<BrokerCertificateWatch>>(log));

        await UpAsync(gateway.Host.Services.GetRequiredService<IBrokerLink>());
        Assert.True(await gateway.Host.Services.GetRequiredService<BrokerCertificateWatch>().LookAsync(Patience.Cancel));

        var expected = $"The broker's certificate ends on {_shown.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        var health = await gateway.GetAsync("/healthz");
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.StartsWith(expected, health.GetProperty("broker").GetProperty("problem").GetString());
        Assert.Contains(expected, WebUtility.HtmlDecode(await gateway.Http.GetStringAsync("/", Patience.Cancel)));
        Assert.Contains(log.Lines, line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_looks_every_day_and_the_warning_comes_and_goes_with_what_the_broker_shows()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        Show(daysLeft: 22);
        using var watch = Watch(clock);
        await watch.StartAsync(Patience.Cancel);
        await clock.UntilAwaitedAsync(TimeSpan.FromDays(1));
        Assert.Null(watch.Warning);

        clock.Advance(TimeSpan.FromDays(1));
        await clock.UntilAwaitedAsync(TimeSpan.FromDays(1));
        Assert.NotNull(watch.Warning);
        Show(daysLeft: 365);
        clock.Advance(TimeSpan.FromDays(1));
        await clock.UntilAwaitedAsync(TimeSpan.FromDays(1));

        Assert.Null(watch.Warning);
        Assert.Equal(0, _broker.Counters.PacketsIn); // no client came to take anybody's place
        await watch.StopAsync(Patience.Cancel);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_says_nothing()
    {
        using var other = CertificateAuthority.Make(DateTimeOffset.UtcNow);
        await File.WriteAllTextAsync(_caFile, other.Pem, Patience.Cancel);
        using var watch = Watch(TimeProvider.System);

        Assert.False(await watch.LookAsync(Patience.Cancel));

        Assert.Null(watch.Warning);
    }

    /// <summary>What the connection's loop does by itself does not announce itself.</summary>
    private static async Task UpAsync(IBrokerLink link)
    {
        var began = Stopwatch.GetTimestamp();
        while (!link.IsUp)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience.Limit, link.Problem);
            await Task.Yield();
        }
    }

    private BrokerCertificateWatch Watch(TimeProvider clock) =>
        new(new MqttOptions { Host = "127.0.0.1", Port = _listener.EndPoint.Port, Tls = true, CaFile = _caFile }, clock, new LogBook<BrokerCertificateWatch>());

    private void Show(int daysLeft) =>
        _shown = _authority.IssueServer(CertificateNames.Of(new FakeMachine(), []), DateTimeOffset.UtcNow, TimeSpan.FromDays(daysLeft) - TimeSpan.FromHours(1));
}
