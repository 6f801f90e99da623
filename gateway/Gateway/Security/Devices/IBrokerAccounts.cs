namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// The accounts of devices where the broker keeps them itself. The gateway's own broker asks <see cref="DeviceAccounts"/> and
/// needs no second copy.
/// </summary>
public interface IBrokerAccounts
{
    /// <summary>Null where devices can have credentials of their own; else a sentence that says what must be set for it.</summary>
    string? Problem { get; }

    /// <summary>Makes the device's first account, and removes those that it has.</summary>
    /// <exception cref="BrokerAccountsException">Nothing can be said of what the broker has now.</exception>
    Task ReplaceAsync(string deviceId, string password, CancellationToken cancel);

    /// <summary>Makes an account beside the one that the device has.</summary>
    /// <exception cref="BrokerAccountsException">As above.</exception>
    Task AddAsync(string deviceId, int slot, string password, CancellationToken cancel);
}
