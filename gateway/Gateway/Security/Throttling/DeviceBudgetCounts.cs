namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>What became of what a device sent beyond its measure, since the gateway started.</summary>
/// <param name="Pauses">How often its connection was not read for a while, and for how long together: nothing is lost by that.</param>
/// <param name="AskedAgain">Numbered messages that were not stored when they came; the device keeps them and sends them again.</param>
/// <param name="Dropped">Messages without a number that were not stored, and are lost.</param>
/// <param name="ConnectionsRefused">Connections one too many.</param>
/// <param name="NotRetained">Messages that the gateway's own broker delivered and did not keep for later.</param>
public readonly record struct DeviceBudgetCounts(long Pauses, TimeSpan Paused, long AskedAgain, long Dropped, long ConnectionsRefused, long NotRetained)
{
    public bool IsNothing => this == default;

    public static DeviceBudgetCounts operator +(DeviceBudgetCounts one, DeviceBudgetCounts other) => new(
        one.Pauses + other.Pauses, one.Paused + other.Paused, one.AskedAgain + other.AskedAgain, one.Dropped + other.Dropped, one.ConnectionsRefused + other.ConnectionsRefused,
        one.NotRetained + other.NotRetained);
}
