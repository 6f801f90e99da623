using Nanofleet.Contract;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Text;

/// <summary>Codes of the contract and the database in plain words. A code that is not known here is shown as it is.</summary>
public static class Words
{
    public static string Drop(string reason) => reason switch
    {
        DropReasons.OutboxFull => "the board's memory was full while it could not send; the oldest made room",
        DropReasons.PowerLoss => "power was lost before the reading was safe",
        DropReasons.PowerLossPossible => "possibly taken just before power was lost, at most this many",
        DropReasons.FlashFault => "was kept on the board's flash, which did not give it back",
        DropReasons.Discarded => "given up by a command",
        DropReasons.Reboot => "the board restarted on request before it could send",
        DropReasons.TooLarge => "the message was too large to send",
        DropReasons.NeverArrived => "never arrived; the board has started anew since and has not said why",
        DropReasons.NotApproved => "arrived before the device was approved, and were more than may wait for that, or waited too long",
        DropReasons.Suspended => "arrived while the device was suspended",
        DropReasons.Retired => "arrived after the device was retired",
        DropReasons.Refused => "arrived, but nothing in it could be used: see quarantine",
        _ => reason,
    };

    public static string Quality(TimeQuality quality) => quality switch
    {
        TimeQuality.Device => "time from the device's clock",
        TimeQuality.Gateway => "time from the gateway, set on the device",
        TimeQuality.Uptime => "time computed from the device's uptime",
        _ => "no usable time in the message: time of arrival",
    };

    /// <summary>Less than a tenth of a second is the way of the message, not the clock.</summary>
    public static string Offset(double ms) => Math.Abs(ms) < 100 ? "right" : $"{Elapsed.Of(TimeSpan.FromMilliseconds(Math.Abs(ms)))} {(ms > 0 ? "ahead" : "behind")}";

    /// <summary>What became of what a device sent beyond its measure; null for nothing.</summary>
    public static string? Of(DeviceBudgetCounts counts)
    {
        if (counts.IsNothing) return null;
        (long Count, string Text)[] all =
        [
            (counts.Pauses, $"held back {Figure.Of(counts.Pauses)} times, {Elapsed.Of(counts.Paused)} together"),
            (counts.AskedAgain, $"{Figure.Of(counts.AskedAgain)} messages to be sent again"),
            (counts.Dropped, $"{Figure.Of(counts.Dropped)} messages without a number lost"),
            (counts.ConnectionsRefused, $"{Figure.Of(counts.ConnectionsRefused)} connections refused"),
            (counts.NotRetained, $"{Figure.Of(counts.NotRetained)} messages not retained"),
        ];
        return string.Join("; ", all.Where(one => one.Count > 0).Select(one => one.Text));
    }

    public static string State(CommandState state) => state switch
    {
        CommandState.Sent => "waiting for the answer",
        CommandState.Done => "done",
        CommandState.Failed => "failed",
        CommandState.Accepted => "begun",
        CommandState.Rejected => "refused by the device",
        _ => "no answer in time",
    };

    public static string ConfigCode(string code) => code switch
    {
        ConfigCodes.UnknownKey => "not known to the device",
        ConfigCodes.NotAllowed => "only in the file on the device",
        ConfigCodes.Conflict => "does not go with the others",
        ConfigCodes.Reverted => "taken back",
        _ => Spaced(code),
    };

    public static string Reverted(string reason) => reason switch
    {
        "not_confirmed" => "no reading got through in time",
        "restarts" => "the device restarted again and again",
        "damaged" => "its flash did not give it back",
        _ => reason,
    };

    /// <summary>outside_temperature becomes outside temperature.</summary>
    public static string Sensor(string name) => name switch
    {
        "rssi" => "signal",
        "uptime_s" => "uptime",
        _ => Spaced(name),
    };

    public static string Spaced(string code) => code.Replace('_', ' ');
}
