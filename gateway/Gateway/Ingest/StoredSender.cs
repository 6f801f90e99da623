using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Publishes <c>stored</c> when it is due. One that cannot be sent is let go: the board sends its readings again and is answered then.</summary>
public sealed partial class StoredSender(StoredReplies replies, IBrokerLink link, MqttOptions mqtt, TimeProvider clock, ILogger<StoredSender> log) : BackgroundService
{
    private readonly WakeSignal _changed = new();
    private readonly JsonBuffer _json = new(Limits.BoardMessage);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        replies.Changed += _changed.Set;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var (device, message) in replies.TakeDue()) await SendAsync(device, message, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(e);
            }

            await _changed.WaitAsync(replies.UntilDue() ?? Timeout.InfiniteTimeSpan, clock, stoppingToken);
        }
    }

    private async Task SendAsync(string device, StoredMessage message, CancellationToken cancel)
    {
        _json.Clear();
        message.WriteTo(_json);
        try
        {
            await link.Bus.PublishAsync(Topics.Device(mqtt.Namespace ?? "", device, Topics.Stored), _json.ToArray(), MqttQoS.AtMostOnce, retain: false, cancel);
        }
        catch (MqttConnectionException e)
        {
            LogNotSent(device, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling boards what is stored failed in an unforeseen way and goes on.")]
    private partial void LogBug(Exception cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The board '{Device}' was not told what is stored: {Cause}")]
    private partial void LogNotSent(string device, string cause);
}
