using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Epoll;

namespace Nanofleet.Mqtt.Client;

/// <summary>The way to the broker: name, TCP or Unix socket, TLS, WebSocket. Whatever goes wrong becomes one sentence.</summary>
internal static class Transport
{
    public static async ValueTask<TransportLink> ConnectAsync(MqttClientOptions options, CancellationToken cancel)
    {
        if (options.ConnectTransport is { } own) return new TransportLink(await own(options, cancel));
        var isPlain = EpollTransport.IsSupported && options.Tls is null && options.WebSocketPath is null;
        var socket = await ConnectSocketAsync(options, isPlain, cancel);
        if (isPlain) return new TransportLink(EpollStream.Over(socket), "does it want TLS?");
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        var link = options.Tls is { } tls ? await new TlsClient(options, tls).SecureAsync(stream, cancel) : new TransportLink(stream, "does it want TLS?");
        return options.WebSocketPath is { } path ? new TransportLink(await WebSocketClient.UpgradeAsync(link.Stream, options, path, cancel)) : link;
    }

    private static async Task<Socket> ConnectSocketAsync(MqttClientOptions options, bool isPlain, CancellationToken cancel)
    {
        SocketException? last = null;
        foreach (var endpoint in await FindAsync(options, cancel))
        {
            var isUnix = endpoint is UnixDomainSocketEndPoint;
            var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
            try
            {
                if (!isUnix) socket.NoDelay = true;
                if (isPlain) await EpollStream.ConnectAsync(socket, endpoint, cancel);
                else await socket.ConnectAsync(endpoint, cancel);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                throw;
            }
        }
        throw new MqttConnectException(Explain(options, last!), last);
    }

    private static async Task<IEnumerable<EndPoint>> FindAsync(MqttClientOptions options, CancellationToken cancel)
    {
        if (options.UnixSocket is { } file) return [new UnixDomainSocketEndPoint(file)];
        try
        {
            var first = options.PreferIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var addresses = await Dns.GetHostAddressesAsync(options.Host, cancel);
            if (addresses.Length == 0) throw new MqttConnectException($"host not found: {options.Host}");
            return addresses.OrderBy(address => address.AddressFamily == first ? 0 : 1).Select(address => new IPEndPoint(address, options.Port));
        }
        catch (SocketException e)
        {
            throw new MqttConnectException($"host not found: {options.Host}", e);
        }
    }

    private static string Explain(MqttClientOptions options, SocketException failure)
    {
        if (options.UnixSocket is { } file && !File.Exists(file)) return $"socket not found: {file}";
        return failure.SocketErrorCode == SocketError.ConnectionRefused
            ? $"refused: nothing listens on {options.Broker}"
            : $"no connection to {options.Broker}: {failure.Message}";
    }
}
