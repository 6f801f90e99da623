using Microsoft.AspNetCore.Connections;

namespace Nanofleet.Mqtt;

/// <summary>Lets Kestrel serve a broker: <c>options.ListenLocalhost(1883, l =&gt; l.UseConnectionHandler&lt;MqttConnectionHandler&gt;())</c>.</summary>
public sealed class MqttConnectionHandler(MqttBroker broker) : ConnectionHandler
{
    /// <inheritdoc/>
    /// <remarks>Without Kestrel's token for a closed connection: it comes while a client's last packets, its DISCONNECT among them, are still to be read.</remarks>
    public override Task OnConnectedAsync(ConnectionContext connection) => broker.ServeAsync(connection);
}
