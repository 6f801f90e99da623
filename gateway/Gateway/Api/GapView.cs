using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Readings that are not here.</summary>
/// <param name="From">The first number of the boot that is missing, <paramref name="To"/> the last.</param>
/// <param name="Since">When the boot was last heard of.</param>
/// <param name="State">open, where they may still come; lost, where they hardly can and count as dropped.</param>
public sealed record GapView(string DeviceId, string Boot, long From, long To, long Count, string Since, string State, string Why)
{
    private const string Open = "Taken, but not here yet: the board keeps them, or they are on their way.";
    private const string Lost = "The board has started anew since, and has neither sent them nor said what became of them.";

    public static GapView Of(Gap gap) => new(
        gap.DeviceId,
        gap.Boot,
        gap.Range.From,
        gap.Range.To,
        gap.Range.To - gap.Range.From + 1,
        Timestamps.Text(gap.SinceMs),
        gap.Lost ? "lost" : "open",
        gap.Lost ? Lost : Open);
}
