using Nanofleet.Gateway.Security.Throttling;

namespace Nanofleet.Gateway.Api;

/// <summary>Member <c>limits</c> of a device and of <c>/healthz</c>: what was sent beyond the section <c>Limits</c>, since the gateway started.</summary>
/// <param name="Pauses">How often a connection was not read for a while; nothing is lost by that.</param>
/// <param name="PausedMs">For how long together.</param>
/// <param name="AskedAgain">Numbered messages that were not stored when they came: their boards keep them.</param>
/// <param name="Dropped">Messages without a number that are lost.</param>
/// <param name="NotRetained">Messages that were delivered, and not kept for later.</param>
public sealed record LimitsView(long Pauses, long PausedMs, long AskedAgain, long Dropped, long ConnectionsRefused, long NotRetained)
{
    public static LimitsView Of(DeviceBudgetCounts counts) =>
        new(counts.Pauses, (long)counts.Paused.TotalMilliseconds, counts.AskedAgain, counts.Dropped, counts.ConnectionsRefused, counts.NotRetained);
}
