using Microsoft.AspNetCore.Connections;

namespace Nanofleet.Mqtt;

/// <summary>Lets Kestrel serve a broker: <c>options.ListenLocalhost(1883, l =&gt; l.UseConnectionHandler&lt;MqttConnectionHandler&gt;())</c>.</summary>
public sealed class MqttConnectionHandler(MqttBroker broker) : ConnectionHandler
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection) => broker.ServeAsync(connection, connection.ConnectionClosed);
}
