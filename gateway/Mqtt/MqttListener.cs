using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Nanofleet.Mqtt.Broker;
using Nanofleet.Mqtt.Epoll;
using Nanofleet.Mqtt.Transports;

namespace Nanofleet.Mqtt;

/// <summary>A broker's open port or Unix socket, with TLS or without: over epoll on Linux, over Kestrel's sockets elsewhere.</summary>
public sealed partial class MqttListener : IAsyncDisposable
{
    private readonly MqttBroker _broker;
    private readonly BrokerCore _core;
    private readonly IConnectionListener _listener;
    private readonly TlsServers? _tls;
    private readonly ILogger _logger;
    private readonly UnderWay _serving = new();
    private readonly Task _accepting;

    private MqttListener(MqttBroker broker, BrokerCore core, IConnectionListener listener, TlsServers? tls)
    {
        _broker = broker;
        _core = core;
        _listener = listener;
        _tls = tls;
        _logger = core.Logger;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that it got. Not for a Unix socket.</summary>
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
        await _serving.WaitUntilEmptyAsync();
        await _listener.DisposeAsync();
    }

    internal static async Task<MqttListener> BindAsync(MqttBroker broker, BrokerCore core, MqttListenerOptions options, CancellationToken cancel)
    {
        var source = options.TlsSource ?? (options.Tls is { } fixedTls ? () => fixedTls : null);
        var tls = source is null ? null : new TlsServers(source, core.Clock.Provider);
        var sockets = new SocketTransportOptions();
        if (options.EndPoint is UnixDomainSocketEndPoint unix) sockets.CreateBoundListenSocket = _ => UnixSocketFile.Bind(unix, options.UnixSocketMode);
        IConnectionListenerFactory factory = EpollTransport.IsSupported
            ? new EpollTransport(sockets.CreateBoundListenSocket)
            : new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance);
        return new MqttListener(broker, core, await factory.BindAsync(options.EndPoint, cancel), tls);
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
            _serving.Enter();
            _ = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // accepting goes on meanwhile
        try
        {
            if (_tls is not null) await ServeSecureAsync(connection, _tls.Current);
            else if (!await _broker.ServeAsync(connection.Transport, connection.RemoteEndPoint)) connection.Abort();
        }
        catch (Exception e) // the root of a connection: nobody else is there to hear of it
        {
            LogFailed(connection.RemoteEndPoint, e);
        }
        finally
        {
            await connection.DisposeAsync();
            _serving.Leave();
        }
    }

    private async Task ServeSecureAsync(ConnectionContext connection, TlsServer tls)
    {
        if (!_core.Gate.TryEnter(connection.RemoteEndPoint))
        {
            connection.Abort();
            return;
        }
        await using var secure = await ShakeHandsAsync(connection, tls);
        if (secure is null)
        {
            connection.Abort();
            return;
        }
        using var certificate = secure.RemoteCertificate as X509Certificate2;
        if (await _broker.ServeEnteredAsync(new StreamPipes(secure, StreamPipes.Frugal), connection.RemoteEndPoint, certificate, isSecure: true, CancellationToken.None)) await SayGoodbyeAsync(secure);
        else connection.Abort();
    }

    /// <summary>Tells the client that all was said (close_notify), if it is still there.</summary>
    private static async Task SayGoodbyeAsync(SslStream secure)
    {
        try
        {
            await secure.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return; // it left first
        }
    }

    private async Task<SslStream?> ShakeHandsAsync(ConnectionContext connection, TlsServer tls)
    {
        var isDone = false;
        try
        {
            var secure = await tls.SecureAsync(connection.Transport, _core.Stopping.Token);
            isDone = true;
            return secure;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            _core.Counters.AddRefused();
            LogNoTls(connection.RemoteEndPoint, e.InnerException?.Message ?? e.Message);
            return null;
        }
        finally
        {
            if (!isDone) _core.Gate.Leave();
        }
    }

    [LoggerMessage(LogLevel.Error, "serving {Remote} failed")]
    private partial void LogFailed(EndPoint? remote, Exception failure);

    [LoggerMessage(LogLevel.Debug, "no TLS with {Remote}: {Why}")]
    private partial void LogNoTls(EndPoint? remote, string why);
}
