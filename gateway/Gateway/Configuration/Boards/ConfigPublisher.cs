using System.Security.Cryptography;
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Configuration.Boards;

/// <summary>
/// Keeps <c>config/desired</c> at the broker as the database has it: of each device in the queue, and of all when the link comes
/// up, since our own broker forgets what was retained. Only for approved devices.
/// </summary>
public sealed partial class ConfigPublisher(IStore store, IBrokerLink link, ConfigQueue queue, SchemaReady schema, SettingSeal seal, MqttOptions mqtt, TimeProvider clock, ILogger<ConfigPublisher> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _sent = []; // device and version that this broker has
    private int _cameUp = 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        link.CameUp += OnUp;
        while (true)
        {
            var done = await TryAsync(stoppingToken);
            await queue.Wake.WaitAsync(done ? Period : RetryAfter, clock, stoppingToken);
        }
    }

    private void OnUp()
    {
        Interlocked.Exchange(ref _cameUp, 1);
        queue.Wake.Set();
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        if (!link.IsUp) return false;
        try
        {
            if (Interlocked.Exchange(ref _cameUp, 0) == 1) await AddAllAsync(cancel);
            foreach (var deviceId in queue.Due) await SendAsync(deviceId, cancel);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNotSent(e.Message);
            return false;
        }
    }

    private async Task AddAllAsync(CancellationToken cancel)
    {
        _sent.Clear();
        try
        {
            foreach (var config in await store.ListConfigsAsync(cancel)) queue.Add(config.DeviceId);
        }
        catch (StoreUnavailableException)
        {
            OnUp(); // again, when the database is back
            throw;
        }
    }

    private async Task SendAsync(string deviceId, CancellationToken cancel)
    {
        queue.Done(deviceId); // first: what changes from here on puts it back
        try
        {
            await store.RefreshConfigAsync(deviceId, cancel);
            if (await store.FindConfigAsync(deviceId, cancel) is { Admission: Admission.Approved, Version: > 0, SettingsJson: { } settings } config && _sent.GetValueOrDefault(deviceId) != config.Version)
                await PublishAsync(config, seal.Open(settings), cancel);
        }
        catch (CryptographicException e)
        {
            LogSealed(deviceId, e.Message); // no matter how often it is tried
        }
        catch (Exception)
        {
            queue.Add(deviceId);
            throw;
        }
    }

    private async Task PublishAsync(ConfigRecord config, string settings, CancellationToken cancel)
    {
        var json = new JsonBuffer(Limits.ConfigDocument);
        new ConfigDesiredMessage { Version = config.Version, Settings = Encoding.UTF8.GetBytes(settings) }.WriteTo(json);
        var reason = await link.Bus.PublishAsync(Topics.Device(mqtt.Namespace ?? "", config.DeviceId, Topics.ConfigDesired), json.ToArray(), MqttQoS.AtLeastOnce, retain: true, cancel);
        if (reason.IsFailure()) throw new InvalidOperationException($"the broker refused it: {reason}");
        _sent[config.DeviceId] = config.Version;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The settings of {DeviceId} cannot be sent: {Cause}. Bring that file back from a backup, or set the secrets again.")]
    private partial void LogSealed(string deviceId, string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Configuration is sent later: {Cause}")]
    private partial void LogNotSent(string cause);
}
