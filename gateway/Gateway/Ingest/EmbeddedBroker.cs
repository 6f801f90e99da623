using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Runs the gateway's own broker: open from start to stop, and at the stop what was taken is committed and acknowledged
/// first. It stops before anything else does, the web server included, which would wait for boards on WebSockets.
/// </summary>
public sealed class EmbeddedBroker(BrokerOptions options, MqttBroker broker, BrokerTlsSource tls, IngestQueue queue, BatchWriter writer) : IBrokerLink, IHostedLifecycleService
{
    /// <summary>Where a web program reaches the broker.</summary>
    public const string WebSocketPath = "/mqtt";

    /// <summary>The whole stop must stay under five seconds.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private readonly List<MqttListener> _listeners = [];
    private volatile bool _isUp;

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

    public bool IsUp => _isUp;

    public string? Problem => IsUp ? null : "The gateway's own broker is not started.";

    public bool PubackMeansStored => true;

    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>The open port with TLS; null where there is none.</summary>
    public IPEndPoint? TlsEndPoint { get; private set; }

    public string Address
    {
        get
        {
            var all = Addresses().ToArray();
            var others = all.Length > 1 ? $"; also {string.Join(", ", all[1..])}" : "";
            return $"{all[0]} (own broker, {(options.LetsAnonymousIn ? "open to this machine" : "with credentials")}{others})";
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var address = IPAddress.Parse(options.Address);
        if (options.Tcp) EndPoint = (await ListenAsync("Port", new MqttListenerOptions { EndPoint = new IPEndPoint(address, options.Port) }, cancellationToken)).EndPoint;
        if (options.Tls)
        {
            var where = new MqttListenerOptions { EndPoint = new IPEndPoint(options.EffectiveTlsAddress, options.TlsPort), TlsSource = () => tls.Current };
            TlsEndPoint = (await ListenAsync("TlsPort", where, cancellationToken)).EndPoint;
        }
        if (options.UnixSocket is { } path) await ListenAsync("UnixSocket", new MqttListenerOptions { EndPoint = new UnixDomainSocketEndPoint(Path.GetFullPath(path)) }, cancellationToken);
        _isUp = true;
        CameUp?.Invoke();
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in _listeners) await listener.DisposeAsync();
        if (!_isUp) return;
        queue.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestDrain);
        // What is not committed in time stays unacknowledged, and its sender sends it again.
        await writer.DrainAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isUp = false;
        await broker.DisposeAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<MqttListener> ListenAsync(string setting, MqttListenerOptions where, CancellationToken cancel)
    {
        try
        {
            var listener = await broker.ListenAsync(where, cancel);
            _listeners.Add(listener);
            return listener;
        }
        catch (Exception e) when (e is SocketException or IOException or AddressInUseException or UnauthorizedAccessException)
        {
            var without = where.TlsSource is null ? "" : ", do without TLS with --Broker:Tls=false";
            throw new ConfigurationException([new ConfigurationFault($"Broker:{setting}", $"{where.EndPoint}", $"cannot be opened ({e.Message}); choose another with --Broker:{setting}=…{without}, or name the broker that runs there with --Mqtt:Host=…")]);
        }
    }

    /// <summary>As a board would write it.</summary>
    private string TlsHost => options.PublicHost ?? options.TlsAddress ?? Dns.GetHostName();

    private IEnumerable<string> Addresses()
    {
        if (EndPoint is not null) yield return $"mqtt://{EndPoint}";
        if (TlsEndPoint is not null) yield return $"mqtts://{TlsHost}:{TlsEndPoint.Port}";
        if (options.UnixSocket is not null) yield return options.UnixSocket;
        if (options.WebSocket) yield return $"{WebSocketPath} over WebSocket";
    }
}
