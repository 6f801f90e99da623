namespace Nanofleet.Provision.Gateway;

/// <summary>The gateway, as far as a new board needs it. Faults are <see cref="ProvisionException"/>s.</summary>
internal interface IGateway
{
    Uri Address { get; }

    /// <summary>How its certificate was checked, in words.</summary>
    string Trust { get; }

    /// <summary>Whether it is there, trusted, and one that registers devices. Sends no secret.</summary>
    Task CheckAsync(CancellationToken cancel);

    Task<Registration> RegisterAsync(RegistrationRequest request, CancellationToken cancel);

    /// <returns>Null while the gateway cannot be asked: it may restart meanwhile.</returns>
    Task<DeviceProgress?> ProgressAsync(Registration registration, CancellationToken cancel);
}
