using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Runs the gateway's own broker: open from start to stop, and at the stop what was taken is committed and acknowledged first.</summary>
public sealed class EmbeddedBroker(BrokerOptions options, MqttBroker broker, IngestQueue queue, BatchWriter writer) : IBrokerLink, IHostedService
{
    /// <summary>The whole stop must stay under five seconds.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private MqttListener? _listener;

    public event Action? CameUp;

    /// <summary>Makes the broker; what an earlier process left of sessions and retained messages is read here.</summary>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static MqttBroker Make(IServiceProvider services)
    {
        try
        {
            return ActivatorUtilities.CreateInstance<MqttBroker>(services);
        }
        catch (Exception e) when (e is DbException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            var file = services.GetRequiredService<BrokerOptions>().PersistenceFile;
            throw new ConfigurationException([new ConfigurationFault("Broker:PersistenceFile", file, $"cannot be used: {e.Message}; move it away, or start without Broker:Persistence")]);
        }
    }

    public IMqttBus Bus => broker;

    public bool IsUp => _listener is not null;

    public string? Problem => IsUp ? null : "The gateway's own broker is not started.";

    public bool PubackMeansStored => true;

    public IPEndPoint? EndPoint => _listener?.EndPoint;

    public string Address => $"mqtt://{EndPoint} (own broker, {(options.User is null ? "no password" : "with password")})";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var wanted = new IPEndPoint(IPAddress.Parse(options.Address), options.Port);
        try
        {
            _listener = await broker.ListenAsync(wanted, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException or AddressInUseException)
        {
            throw new ConfigurationException([new ConfigurationFault("Broker:Port", $"{wanted}", $"cannot be opened ({e.Message}); choose another port with --Broker:Port=…, or name the broker that runs there with --Mqtt:Host=…")]);
        }

        CameUp?.Invoke();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is null) return;
        await _listener.DisposeAsync();
        queue.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestDrain);
        // What is not committed in time stays unacknowledged, and its sender sends it again.
        await writer.DrainAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener = null;
        await broker.DisposeAsync();
    }
}
