using System.Net.WebSockets;
using Nanofleet.Mqtt.Transports;

namespace Nanofleet.Mqtt.Client;

/// <summary>The client's half of MQTT over WebSocket (5.0 §6), over a stream that stands, secured or not.</summary>
internal static class WebSocketClient
{
    public static async Task<Stream> UpgradeAsync(Stream stream, MqttClientOptions options, string path, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(WebSocketServer.SubProtocol); // [MQTT-6.0.0-3]
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // MQTT has its own
        socket.Options.CollectHttpResponseDetails = true;
        var fresh = stream;
        using var http = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, _) => new(Interlocked.Exchange(ref fresh, null) ?? throw new IOException("the broker ended the connection")),
        };
        using var invoker = new HttpMessageInvoker(http);
        try
        {
            // Always ws: where TLS is wanted, the stream has it already.
            await socket.ConnectAsync(new UriBuilder("ws", options.UnixSocket is null ? options.Host : "localhost", options.UnixSocket is null ? options.Port : 80, path).Uri, invoker, cancel);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            socket.Dispose();
            if (e is not WebSocketException) throw;
            throw new MqttConnectException($"no MQTT over WebSocket at {options.Broker}{path}: {Explain(socket, e)}", e);
        }
        if (socket.SubProtocol == WebSocketServer.SubProtocol) return new WebSocketLink(socket);
        socket.Dispose();
        throw new MqttConnectException($"no MQTT over WebSocket at {options.Broker}{path}: the server knows no sub-protocol 'mqtt' [MQTT-6.0.0-4]");
    }

    private static string Explain(ClientWebSocket socket, Exception failure) =>
        (int)socket.HttpStatusCode is > 0 and not 101 and var status ? $"the server answers {status}" : (failure.InnerException ?? failure).Message;
}
