using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Nanofleet.Mqtt.Transports;

namespace Nanofleet.Mqtt;

/// <summary>Lets an ASP.NET Core program serve a broker over WebSocket: <c>app.MapMqttWebSocket("/mqtt", broker)</c>.</summary>
public static class MqttWebSocketEndpoints
{
    /// <summary>Serves MQTT at this path. The program needs no UseWebSockets of its own.</summary>
    public static IEndpointConventionBuilder MapMqttWebSocket(this IEndpointRouteBuilder endpoints, string pattern, MqttBroker broker, MqttWebSocketOptions? options = null)
    {
        var server = new WebSocketServer(broker, options ?? new MqttWebSocketOptions());
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero }); // MQTT looks after that itself (5.0 §3.1.2.10)
        pipeline.Run(server.ServeAsync);
        return endpoints.Map(pattern, pipeline.Build()).WithDisplayName("MQTT over WebSocket");
    }
}
