namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>POST /api/provision</c>: all that a board needs to connect.</summary>
/// <param name="BrokerHost">Null: the host at which the caller has reached the gateway.</param>
/// <param name="BrokerCa">PEM, one certificate or two; null without TLS, and where the broker's authority is known to everybody.</param>
/// <param name="ClientCertificate">PEM, for the board to show to the broker; null where that asks for none.</param>
/// <param name="ClientKey">Its private key, P-256, as PKCS#8 in PEM: made for the board, in this answer and nowhere else.</param>
public sealed record ProvisionView(
    string DeviceId,
    string? Namespace,
    string? BrokerHost,
    int BrokerPort,
    bool BrokerTls,
    string BrokerUser,
    string BrokerPassword,
    string? BrokerCa,
    string? ClientCertificate,
    string? ClientKey,
    string Token,
    string TokenExpiresAt);
