using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices/{id}/balance</c>: taken = stored + waiting + dropped, in total and by boot.</summary>
public sealed record BalanceView(string DeviceId, long Taken, long Stored, long Waiting, IReadOnlyDictionary<string, long> Dropped, IReadOnlyList<BootBalanceView> Boots)
{
    public static BalanceView Of(string deviceId, Balance balance) =>
        new(deviceId, balance.Taken, balance.Stored, balance.Waiting, balance.Dropped, [.. balance.Boots.Select(BootBalanceView.Of)]);
}
