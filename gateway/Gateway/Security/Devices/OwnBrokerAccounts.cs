namespace Nanofleet.Gateway.Security.Devices;

/// <summary>The gateway's own broker looks accounts up where they are.</summary>
public sealed class OwnBrokerAccounts : IBrokerAccounts
{
    public string? Problem => null;

    public Task ReplaceAsync(string deviceId, string password, Func<int, Task> commit, CancellationToken cancel) => commit(0);

    public Task AddAsync(string deviceId, int slot, string password, CancellationToken cancel) => Task.CompletedTask;
}
