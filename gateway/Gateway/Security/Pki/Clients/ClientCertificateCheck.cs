using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>
/// Where certificates are required, whoever comes from elsewhere shows one, also by a way that asks for none, such as a
/// WebSocket. What a certificate must say beside being trusted and in its time, which the handshake has seen to: that it is not revoked,
/// and, where the gateway's own CA signed it, that it is this device's. Of a CA before this one only serials count that are
/// known to have been given: it signs no more. Certificates of an operator's own CA bear the names that he gives.
/// </summary>
public sealed class ClientCertificateCheck(BrokerOptions options, BrokerTlsFiles files, KnownCertificates known, DeviceRefusals refusals, GatewayCertificates? own = null)
{
    public MqttReasonCode Admit(MqttPeer peer)
    {
        var device = (peer.Tag as DeviceGrant)?.DeviceId ?? peer.ClientId;
        if (peer.Certificate is not { } certificate)
            return options.ClientCertificates == MqttClientCertificates.Required && !peer.IsLocal ? Refuse(peer, "no certificate") : MqttReasonCode.Success;
        if (files.ClientAuthorities is not null) return MqttReasonCode.Success;
        if (!known.IsLoaded) return MqttReasonCode.ServerUnavailable; // nobody knows yet; it comes again
        var named = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (named != device) return Refuse(peer, $"the certificate of {named}");
        if (known.IsRevoked(certificate.SerialNumber)) return Refuse(peer, $"the revoked certificate {certificate.SerialNumber}");
        return own?.IsOfPresentCa(certificate) == true || known.IsIssued(certificate.SerialNumber) ? MqttReasonCode.Success : Refuse(peer, $"the certificate {certificate.SerialNumber}, which this gateway did not give");
    }

    /// <summary>Behind the account of all, a client's identifier is whatever it likes: none of those is counted by name.</summary>
    private MqttReasonCode Refuse(MqttPeer peer, string what)
    {
        refusals.Add((peer.Tag as DeviceGrant)?.DeviceId ?? DeviceRefusals.Strangers, DeviceRefusal.Connect, what);
        return MqttReasonCode.NotAuthorized;
    }
}
