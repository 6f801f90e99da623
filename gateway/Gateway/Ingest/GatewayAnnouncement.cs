using System.Reflection;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Says to boards, retained and renewed each minute, who the gateway is, what time it is and whether a PUBACK means stored.
/// It begins when there is an audience.
/// </summary>
public sealed partial class GatewayAnnouncement(IBrokerLink link, GatewayAudience audience, MqttOptions mqtt, TimeProvider clock, ILogger<GatewayAnnouncement> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly string Version = typeof(GatewayAnnouncement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly WakeSignal _wake = new();
    private readonly JsonBuffer _json = new(256);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        link.CameUp += _wake.Set;
        audience.Came += _wake.Set;
        while (true)
        {
            var done = await TryAnnounceAsync(stoppingToken);
            await _wake.WaitAsync(done ? Period : RetryAfter, clock, stoppingToken);
        }
    }

    private async Task<bool> TryAnnounceAsync(CancellationToken cancel)
    {
        if (!link.IsUp) return false;
        if (!audience.IsThere) return true;
        _json.Clear();
        new GatewayMessage { Version = Version, PubackMeansStored = link.PubackMeansStored, UnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds() }.WriteTo(_json);
        try
        {
            await link.Bus.PublishAsync(Topics.Under(mqtt.Namespace ?? "", Topics.SystemGateway), _json.ToArray(), MqttQoS.AtLeastOnce, retain: true, cancel);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNotSent(e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The announcement of the gateway was not sent: {Cause}")]
    private partial void LogNotSent(string cause);
}
