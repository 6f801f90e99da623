namespace Nanofleet.Provision.Gateway;

/// <summary>The body of <c>POST /api/provision</c>.</summary>
internal sealed record RegistrationRequest
{
    /// <summary>Null where an API key stands in the header.</summary>
    public string? ClaimCode { get; init; }

    public required string DeviceId { get; init; }

    /// <summary>Twelve hex digits in pairs, with colons.</summary>
    public string? Mac { get; init; }

    public string? Model { get; init; }

    /// <summary>Credentials that the device has already become void.</summary>
    public bool Replace { get; init; }

    /// <summary>Never its secrets.</summary>
    public override string ToString() => $"RegistrationRequest {DeviceId}";
}
