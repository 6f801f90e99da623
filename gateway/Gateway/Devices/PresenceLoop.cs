using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Devices;

/// <summary>
/// Brings what <see cref="Presence"/> decides into the database, then to <c>system/devices/online</c> and <c>offline</c>
/// and to live listeners. While the gateway itself cannot hear, nobody is declared silent.
/// </summary>
public sealed partial class PresenceLoop(
    Presence presence,
    IStore store,
    SchemaReady schema,
    StoreState storeState,
    BatchWriter writer,
    IBrokerLink link,
    FleetEvents events,
    MqttOptions mqtt,
    TimeProvider clock,
    ILogger<PresenceLoop> log) : BackgroundService
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Messages that wait longer than this mean that the gateway is behind, not that devices are silent.</summary>
    private const long Behind = 5000;

    /// <summary>Changes in one commit: a fleet that comes back all at once takes little of the database, and readings do not wait long.</summary>
    private const int MostTogether = 500;

    private readonly WakeSignal _changed = new();
    private bool _wasDeaf;
    private bool _restored;

    /// <summary>Before the first message, where the database answers: what is known already is then no change.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (schema.IsReady) await RestoreAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken);
        presence.Changed += _changed.Set;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RestoreAsync(stoppingToken);
                Sweep();
                await TellAsync(presence.TakeChanges(), stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogWaits(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBug(e);
            }

            await _changed.WaitAsync(SweepPeriod, clock, stoppingToken);
        }
    }

    private async Task RestoreAsync(CancellationToken cancel)
    {
        if (_restored) return;
        presence.Restore(await store.ListDevicesAsync(cancel), NowMs());
        _restored = true;
    }

    private void Sweep()
    {
        var now = NowMs();
        var deaf = storeState.IsDown || !link.IsUp || now - writer.OldestWaitingMs > Behind;
        if (_wasDeaf && !deaf) presence.Forgive(now);
        if (!deaf) presence.Sweep(now);
        _wasDeaf = deaf;
    }

    private async Task TellAsync(IReadOnlyList<PresenceChanged> changes, CancellationToken cancel)
    {
        for (var done = 0; done < changes.Count; done += MostTogether)
        {
            try
            {
                await TellSomeAsync([.. changes.Skip(done).Take(MostTogether)], cancel);
            }
            catch (StoreUnavailableException)
            {
                foreach (var change in changes.Skip(done)) presence.GiveBack(change);
                throw;
            }
        }
    }

    private async Task TellSomeAsync(IReadOnlyList<PresenceChanged> changes, CancellationToken cancel)
    {
        var known = await store.SetOnlineAsync([.. changes.Select(change => new OnlineChange(change.DeviceId, change.IsOnline, change.Status, change.TimeMs))], cancel);
        var told = known.ToHashSet();
        foreach (var change in changes.Where(change => told.Contains(change.DeviceId)))
        {
            LogChange(change.DeviceId, change.Status);
            events.Publish(change);
            if (change.Status != StatusMessage.Sleeping) await PublishAsync(change, cancel);
        }
    }

    private async Task PublishAsync(PresenceChanged change, CancellationToken cancel)
    {
        var json = new JsonBuffer(256);
        json.BeginObject();
        json.Member("device_id", change.DeviceId);
        json.Member("status", change.Status);
        json.TimeIfKnown("timestamp", change.TimeMs);
        json.EndObject();
        var topic = Topics.Under(mqtt.Namespace ?? "", change.IsOnline ? Topics.SystemDevicesOnline : Topics.SystemDevicesOffline);
        try
        {
            await link.Bus.PublishAsync(topic, json.ToArray(), MqttQoS.AtMostOnce, retain: false, cancel);
        }
        catch (MqttConnectionException e)
        {
            LogNotSent(change.DeviceId, e.Message);
        }
    }

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Device '{Device}' is {Status}.")]
    private partial void LogChange(string device, string status);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Presence waits for the database: {Cause}")]
    private partial void LogWaits(string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nobody was told that '{Device}' changed: {Cause}")]
    private partial void LogNotSent(string device, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Presence failed in an unforeseen way and goes on.")]
    private partial void LogBug(Exception cause);
}
