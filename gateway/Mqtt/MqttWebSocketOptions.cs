namespace Nanofleet.Mqtt;

/// <summary>Who may reach a broker's WebSocket.</summary>
public sealed class MqttWebSocketOptions
{
    /// <summary>
    /// Origins of web pages (<c>https://fleet.example</c>) that may connect besides those from the endpoint's own host and
    /// port; <c>*</c> allows all. A browser lets any page connect to any host, so that without this check a page from
    /// elsewhere could use the broker in the name of whoever looks at it. Programs other than browsers send no origin.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Something in front of this program speaks for clients from elsewhere, whether it says so in each request or not: then nobody is <see cref="MqttPeer.IsLocal"/> here.</summary>
    public bool IsBehindProxy { get; set; }
}
