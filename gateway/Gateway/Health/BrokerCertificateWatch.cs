using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Health;

/// <summary>
/// Warns before the certificate of another broker ends: from then on that broker is refused by all boards and by the gateway.
/// It looks once a day, by a connection of its own that ends with the handshake of TLS, for the gateway's may stand for years
/// and the broker may show another certificate meanwhile.
/// </summary>
public sealed partial class BrokerCertificateWatch(MqttOptions options, TimeProvider clock, ILogger<BrokerCertificateWatch> log) : BackgroundService
{
    /// <summary>Time to do something about it, and less than those leave who renew theirs by themselves a month before.</summary>
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(21);

    private static readonly TimeSpan Period = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    private volatile object? _ends;

    /// <summary>A sentence while the end is near; null else, and where no certificate has been seen.</summary>
    public string? Warning => _ends is DateTimeOffset ends && ends - clock.GetUtcNow() < WarnBefore
        ? $"The broker's certificate ends on {ends.UtcDateTime:yyyy-MM-dd}; from then on no board connects to it. Give it a new one and restart it; with compose.yaml: docker compose up -d, then docker compose restart broker."
        : null;

    /// <summary>Looks now; false where the broker could not be reached or is not trusted, which the gateway's own connection tells.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        DateTimeOffset? seen = null;
        var how = BrokerConnection.ClientOptions(options);
        how.Tls!.Inspect = certificate =>
        {
            seen = certificate.NotAfter;
            throw new MqttConnectException("the broker's certificate was looked at, and no more was wanted"); // a CONNECT could take the gateway's place
        };
        try
        {
            await using var client = new MqttClient(how, clock: clock);
            await client.ConnectAsync(cancel);
        }
        catch (Exception e) when (e is MqttConnectionException or TimeoutException)
        {
            LogLooked(e.Message);
        }

        if (seen is null) return false;
        _ends = seen;
        if (Warning is { } warning) LogEnds(warning);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.IsEmbedded || !options.Tls) return;
        while (true) await Task.Delay(await LookAsync(stoppingToken) ? Period : RetryAfter, clock, stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private partial void LogEnds(string warning);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The look at the broker's certificate ended: {How}")]
    private partial void LogLooked(string how);
}
