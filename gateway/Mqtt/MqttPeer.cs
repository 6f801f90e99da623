using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt;

/// <summary>Who is at the other end of a broker's connection; one object per connection, the same in every hook.</summary>
public sealed class MqttPeer(string clientId, string? user, MqttVersion version, EndPoint? remoteEndPoint, X509Certificate2? certificate = null, bool isSecure = false)
{
    /// <summary>The client identifier, as sent or as assigned by the broker.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The user name of the CONNECT; null when there was none.</summary>
    public string? User { get; } = user;

    /// <summary>The protocol that it speaks.</summary>
    public MqttVersion Version { get; } = version;

    /// <summary>Where it comes from; null where the transport does not say.</summary>
    public EndPoint? RemoteEndPoint { get; } = remoteEndPoint;

    /// <summary>It came over TLS, or by WebSocket over HTTPS, from a proxy, which is taken to speak TLS with whom it speaks for, or under a name that is not loopback's.</summary>
    public bool IsSecure { get; } = isSecure;

    /// <summary>
    /// What the client showed in TLS, found trustworthy by the listener; null where none was asked for or shown. Belongs
    /// to the connection: copy what must live longer.
    /// </summary>
    public X509Certificate2? Certificate { get; } = certificate;

    /// <summary>
    /// It came by a way that is open to programs of this machine only: unencrypted from a loopback address, or by a Unix
    /// socket, whose peers have no address. TLS and proxies speak for others.
    /// </summary>
    public bool IsLocal => !IsSecure && (RemoteEndPoint is null || RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address));

    /// <summary>For the hooks: what authentication found and authorisation wants to see again.</summary>
    public object? Tag { get; set; }
}
