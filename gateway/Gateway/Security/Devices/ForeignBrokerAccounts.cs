namespace Nanofleet.Gateway.Security.Devices;

/// <summary>Another broker whose accounts somebody else looks after.</summary>
public sealed class ForeignBrokerAccounts : IBrokerAccounts
{
    public string Problem => "The gateway does not manage the accounts of the broker that Mqtt:Host names: set Mqtt:Devices=dynsec for a Mosquitto with its dynamic security plugin, or give the board its account there by hand.";

    public Task ReplaceAsync(string deviceId, string password, Func<int, Task> commit, CancellationToken cancel) => throw new BrokerAccountsException(Problem);

    public Task AddAsync(string deviceId, int slot, string password, CancellationToken cancel) => throw new BrokerAccountsException(Problem);
}
