namespace Nanofleet.Mqtt;

/// <summary>Whether a broker's TLS listener asks clients for a certificate.</summary>
public enum MqttClientCertificates
{
    /// <summary>It does not ask.</summary>
    None,

    /// <summary>It asks. A client may have none; one that is not trusted ends the connection.</summary>
    Allowed,

    /// <summary>Only clients with a trusted certificate get through the handshake.</summary>
    Required,
}
