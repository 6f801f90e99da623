using System.Net;
using Microsoft.AspNetCore.Http;

namespace Nanofleet.Mqtt.Transports;

/// <summary>The broker's WebSocket (5.0 §6): asks who comes from where, agrees on the sub-protocol, and serves the connection to its end.</summary>
internal sealed class WebSocketServer(MqttBroker broker, MqttWebSocketOptions options)
{
    /// <summary>[MQTT-6.0.0-3], [MQTT-6.0.0-4]</summary>
    public const string SubProtocol = "mqtt";

    /// <summary>What a client may take to answer the goodbye.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public async Task ServeAsync(HttpContext context)
    {
        if (Refusal(context) is var (status, why))
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(why);
            return;
        }
        var remote = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null;
        if (!broker.Gate.TryEnter(remote))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var stream = await AcceptAsync(context);
        if (await broker.ServeEnteredAsync(stream, remote, context.Connection.ClientCertificate, IsForOthers(context.Request), CancellationToken.None)) await stream.CloseAsync(Grace);
        else stream.Abort();
    }

    private async Task<WebSocketLink> AcceptAsync(HttpContext context)
    {
        try
        {
            return new WebSocketLink(await context.WebSockets.AcceptWebSocketAsync(SubProtocol));
        }
        catch
        {
            broker.Gate.Leave();
            throw; // Kestrel's to log
        }
    }

    private (int Status, string Why)? Refusal(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest) return (StatusCodes.Status400BadRequest, "Here is MQTT over WebSocket; connect to it with an MQTT client.");
        if (!IsAllowed(context.Request)) return (StatusCodes.Status403Forbidden, "Pages of this origin may not connect.");
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(SubProtocol)) return (StatusCodes.Status400BadRequest, "The WebSocket sub-protocol must be 'mqtt'.");
        return null;
    }

    /// <summary>
    /// A proxy on this machine has a loopback address, but says that it asks for somebody else (RFC 7239, and the name from
    /// before it), or passes on the name by which he called. So does a browser of this machine, for a page whose name was
    /// made to lead here.
    /// </summary>
    private bool IsForOthers(HttpRequest request) =>
        options.IsBehindProxy || request.IsHttps || request.Headers.ContainsKey("Forwarded") || request.Headers.ContainsKey("X-Forwarded-For") || !IsLoopback(request.Host.Host);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private bool IsAllowed(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return true; // no browser
        if (options.AllowedOrigins.Any(allowed => allowed == "*" || allowed.Equals(origin, StringComparison.OrdinalIgnoreCase))) return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && Uri.TryCreate($"{page.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own)
            && page.Authority.Equals(own.Authority, StringComparison.OrdinalIgnoreCase);
    }
}
