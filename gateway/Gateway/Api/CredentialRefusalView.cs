using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Devices;

namespace Nanofleet.Gateway.Api;

/// <summary>What the gateway's own broker has refused of a device since it started.</summary>
/// <param name="Last">The topic, filter or name that was refused last.</param>
public sealed record CredentialRefusalView(long Connects, long Publishes, long Subscriptions, string Last, string LastAt)
{
    public static CredentialRefusalView? Of(RefusalCounts? counts) =>
        counts is null ? null : new(counts.Connects, counts.Publishes, counts.Subscriptions, counts.Last, Timestamps.Text(counts.LastAt.ToUnixTimeMilliseconds()));
}
