using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// Sends a device away from the gateway's own broker at once when it may no longer do what it could when it came:
/// suspended, retired, another password, another group. So it does with whoever else has come under its id. And tells with which password one has come.
/// </summary>
public sealed class ConnectionCutter(DeviceAccounts accounts, BrokerAccess access, CredentialRotation rotation, MqttBroker broker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        accounts.Changed += Cut;
        access.CameIn += rotation.Saw;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        accounts.Changed -= Cut;
        access.CameIn -= rotation.Saw;
        return Task.CompletedTask;
    }

    private void Cut(string deviceId, DeviceAccount? account) => broker.Disconnect(peer => MustGo(peer, deviceId, account));

    private bool MustGo(MqttPeer peer, string deviceId, DeviceAccount? account)
    {
        if (peer.Tag is not DeviceGrant grant) return IsJudged(peer, deviceId) || peer.ClientId == deviceId && accounts.IsReserved(deviceId);
        if (grant.DeviceId != deviceId || account?.Continues(grant.Account, grant.Slot) == true) return false;
        grant.Revoke();
        return true;
    }

    /// <summary>One whose password is being judged by the account of before: it comes again, and is judged anew.</summary>
    private static bool IsJudged(MqttPeer peer, string deviceId) =>
        peer.User is { } user && DeviceUser.TryParse(user, out var id, out _) && id == deviceId;
}
