namespace Nanofleet.Provision.Gateway;

/// <summary>What the gateway answers to <c>GET /api/provision/status</c>.</summary>
internal sealed record DeviceProgress
{
    /// <summary>unknown, pending, approved, suspended or retired.</summary>
    public string State { get; init; } = "";

    public bool Online { get; init; }

    /// <summary>Samplings in the database.</summary>
    public long Stored { get; init; }

    public DateTimeOffset? FirstStoredAt { get; init; }
}
