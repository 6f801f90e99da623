using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Nanofleet.Mqtt;

/// <summary>A broker's open port, over Kestrel's socket transport.</summary>
public sealed partial class MqttListener : IAsyncDisposable
{
    private readonly MqttBroker _broker;
    private readonly IConnectionListener _listener;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Task, byte> _serving = new();
    private readonly Task _accepting;

    private MqttListener(MqttBroker broker, IConnectionListener listener, ILogger logger)
    {
        _broker = broker;
        _listener = listener;
        _logger = logger;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.EndPoint;

    /// <summary>Stops accepting. Connections that stand go on until they or the broker end, and keep the transport until then.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        _ = ReleaseAsync();
    }

    /// <summary>Frees the transport when the last connection has ended.</summary>
    internal async Task ReleaseAsync()
    {
        await StopAcceptingAsync();
        await Task.WhenAll(_serving.Keys);
        await _listener.DisposeAsync();
    }

    internal static async Task<MqttListener> BindAsync(MqttBroker broker, IPEndPoint endpoint, ILogger logger, CancellationToken cancel)
    {
        var factory = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new MqttListener(broker, await factory.BindAsync(endpoint, cancel), logger);
    }

    internal async Task StopAcceptingAsync()
    {
        await _listener.UnbindAsync();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (await _listener.AcceptAsync() is { } connection)
        {
            var serving = ServeAsync(connection);
            _serving[serving] = 0;
            _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // accepting goes on meanwhile
        try
        {
            await _broker.ServeAsync(connection);
            await connection.DisposeAsync();
        }
        catch (Exception e) // the root of a connection: nobody else is there to hear of it
        {
            LogFailed(connection.RemoteEndPoint, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "serving {Remote} failed")]
    private partial void LogFailed(EndPoint? remote, Exception failure);
}
