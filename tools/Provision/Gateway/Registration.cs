namespace Nanofleet.Provision.Gateway;

/// <summary>What the gateway answers to <c>POST /api/provision</c>: who the board is, and with what it signs in.</summary>
internal sealed record Registration
{
    public required string DeviceId { get; init; }

    /// <summary>First level of every topic; null or empty for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Null: the host by which the gateway was reached.</summary>
    public string? BrokerHost { get; init; }

    public required int BrokerPort { get; init; }

    public required bool BrokerTls { get; init; }

    public string? BrokerUser { get; init; }

    public string? BrokerPassword { get; init; }

    /// <summary>One or two certificates in PEM; null where none is needed.</summary>
    public string? BrokerCa { get; init; }

    /// <summary>PEM, for the board to show to the broker; null where that asks for none, and from a gateway that knows of none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Its private key in PEM.</summary>
    public string? ClientKey { get; init; }

    /// <summary>For <c>GET /api/provision/status</c>, of this device only.</summary>
    public required string Token { get; init; }

    public required DateTimeOffset TokenExpiresAt { get; init; }

    /// <summary>Never its secrets.</summary>
    public override string ToString() => $"Registration {DeviceId}";
}
