namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// The accounts of devices where the broker keeps them itself. The gateway's own broker asks <see cref="DeviceAccounts"/> and
/// needs no second copy.
/// </summary>
public interface IBrokerAccounts
{
    /// <summary>Null where devices can have credentials of their own; else a sentence that says what must be set for it.</summary>
    string? Problem { get; }

    /// <summary>Makes an account that takes the place of those that the device has. Should that fail, the earlier ones still hold.</summary>
    /// <param name="commit">Writes the password down, in the slot that is said, when the broker has it.</param>
    /// <exception cref="BrokerAccountsException">The broker has not taken it, and nothing was written down.</exception>
    Task ReplaceAsync(string deviceId, string password, Func<int, Task> commit, CancellationToken cancel);

    /// <summary>Makes an account beside the one that the device has.</summary>
    /// <exception cref="BrokerAccountsException">Nothing can be said of whether the broker has it.</exception>
    Task AddAsync(string deviceId, int slot, string password, CancellationToken cancel);
}
