using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>The account of one boot.</summary>
public sealed record BootBalanceView(string Boot, long Taken, long Stored, long Waiting, IReadOnlyDictionary<string, long> Dropped, string FirstSeen, string LastSeen)
{
    public static BootBalanceView Of(BootBalance boot) =>
        new(boot.Boot, boot.Taken, boot.Stored, boot.Waiting, boot.Dropped, Timestamps.Text(boot.FirstSeenMs), Timestamps.Text(boot.LastSeenMs));
}
