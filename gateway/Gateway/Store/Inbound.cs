namespace Nanofleet.Gateway.Store;

/// <summary>
/// Something that arrived and was understood, on its way into a transaction. The acknowledgement to its sender waits for the commit.
/// </summary>
/// <param name="DeviceId">The device as its topic names it.</param>
/// <param name="ArrivalMs">Unix milliseconds at which the gateway received it.</param>
public abstract record Inbound(string DeviceId, long ArrivalMs)
{
    public string DeviceId { get; internal set; } = DeviceId;

    public long ArrivalMs { get; internal set; } = ArrivalMs;

    /// <summary>The quarantine row of which this is another attempt; 0 for what has just arrived. The row goes, or gets its new reason, in the same transaction.</summary>
    public long Replays { get; init; }

    /// <summary>Where it lay in the spool; null for what has just arrived. One that the database has passed is not taken again.</summary>
    public SpoolPlace? Spooled { get; init; }

    /// <summary>Something may have come since that is newer: it sets what the device is now only where nothing did.</summary>
    public bool IsLate => Replays > 0 || Spooled is not null;

    /// <summary>What the device's clock said when it sent this; null where the message does not tell.</summary>
    public long? SaidMs { get; internal set; }
}

/// <summary>What a message says of the clock of its boot.</summary>
/// <param name="StartedMs">When the boot began, from a message that knows time and uptime; null where it knows no time.</param>
/// <param name="UptimeMs">Where the message knows its uptime only: its readings of quality arrival are to be placed by it.</param>
public sealed record BootClock(long? StartedMs, long? UptimeMs);

/// <summary>What is missing of a boot can hardly come any more: it counts as dropped until it comes after all.</summary>
public sealed record LostInbound(string DeviceId, long ArrivalMs, string Boot) : Inbound(DeviceId, ArrivalMs);

/// <summary>Readings of a boot that knew only their uptime have waited long enough for the time: arrival time stands in.</summary>
/// <param name="BeforeMs">Of those that arrived before this.</param>
public sealed record OverdueInbound(string DeviceId, long ArrivalMs, string Boot, long BeforeMs) : Inbound(DeviceId, ArrivalMs);

/// <summary>What the sender of an upload calls it, so that a repeat is known as one.</summary>
/// <param name="Fingerprint">Of the content: another content under the same name is a mistake of the sender.</param>
public sealed record ClientKey(string Name, byte[] Fingerprint);

/// <summary>An entry of a message whose other entries, and whose sequence number, are accounted for: its readings are added to them. Only by replay.</summary>
/// <param name="Data">The entry as a message of its own.</param>
public sealed record EntryInbound(DataInbound Data) : Inbound(Data.DeviceId, Data.ArrivalMs);

/// <summary>Nothing to store: the quarantine row that it replays is no longer wanted.</summary>
public sealed record DiscardInbound(string DeviceId, long ArrivalMs) : Inbound(DeviceId, ArrivalMs);

/// <summary>A message that waited too long for its device to be approved: it leaves quarantine and counts as dropped.</summary>
public sealed record ExpiredInbound(string DeviceId, long ArrivalMs, string? Boot, long Seq) : Inbound(DeviceId, ArrivalMs);

/// <summary>Birth, last will or goodbye. <see cref="Boot"/> and <see cref="Session"/> are null and 0 for foreign devices.</summary>
/// <param name="Status">online, offline or sleeping.</param>
/// <param name="Json">The whole object as it came, merged into the last report; null for plain text.</param>
/// <param name="Retained">Kept by the broker, from whenever: it sets state, but is no sign that the device is there now (last seen stays).</param>
public sealed record StatusInbound(string DeviceId, long ArrivalMs, string Status, string? Boot, long Session, string? Json, bool Retained)
    : Inbound(DeviceId, ArrivalMs);

/// <summary>A heartbeat; <see cref="Json"/> is null for an empty one. It sets the device online.</summary>
/// <param name="Taken">Readings that the board says it took in this boot; 0 where it does not say.</param>
public sealed record HeartbeatInbound(string DeviceId, long ArrivalMs, string? Boot, long Taken, string? Json) : Inbound(DeviceId, ArrivalMs);

/// <summary>The retained description of a board.</summary>
/// <param name="Retained">Kept by the broker, from whenever: last seen stays.</param>
/// <param name="Boot">Null for foreign devices.</param>
public sealed record InfoInbound(string DeviceId, long ArrivalMs, string Json, bool Retained = false, string? Boot = null) : Inbound(DeviceId, ArrivalMs);

/// <summary>A board's answer to a command.</summary>
/// <param name="State">Accepted, or how it ended.</param>
/// <param name="Json">The response as it came.</param>
public sealed record ResponseInbound(string DeviceId, long ArrivalMs, string RequestId, CommandState State, string Json) : Inbound(DeviceId, ArrivalMs);

/// <summary>What a device says of the configuration that is wanted of it.</summary>
/// <param name="Json">An object, as it came.</param>
/// <param name="Retained">Kept by the broker, from whenever: last seen stays.</param>
public sealed record ConfigInbound(string DeviceId, long ArrivalMs, string Json, bool Retained = false) : Inbound(DeviceId, ArrivalMs);

/// <summary>What could not be taken at all. DeviceId is empty where the topic names no valid device.</summary>
public sealed record QuarantineInbound(string DeviceId, long ArrivalMs, QuarantineRow Row) : Inbound(DeviceId, ArrivalMs);

/// <param name="TimeMs">Event time, Unix milliseconds.</param>
public readonly record struct ReadingRow(string Sensor, double Value, string? Unit, long TimeMs, TimeQuality Quality);

/// <summary>Sequence numbers From to To, both included, of one boot.</summary>
public readonly record struct DropRow(string Boot, long From, long To, string Reason);

/// <param name="Reason">One of the contract's refusal codes.</param>
/// <param name="Sentence">Names the field, the value and the fix.</param>
/// <param name="Entry">Null for a whole message.</param>
public readonly record struct QuarantineRow(string Topic, byte[] Payload, string Reason, string Sentence, QuarantineEntry? Entry = null);

/// <summary>What an entry needs of its message to be taken after all.</summary>
/// <param name="Boot">Null for foreign devices.</param>
/// <param name="TimeMs">What the message gives to entries without a time of their own.</param>
public sealed record QuarantineEntry(QuarantinePart Part, string? Boot = null, long Seq = 0, long TimeMs = 0, TimeQuality Quality = TimeQuality.Arrival);

/// <summary>Which part of a message lies in quarantine. Stored as a number: never renumber.</summary>
public enum QuarantinePart
{
    /// <summary>All of it.</summary>
    Message = 0,

    /// <summary>The beginning of a message that was too large: good to look at only.</summary>
    Beginning = 1,

    /// <summary>One entry of the list of sensors.</summary>
    Sensor = 2,

    /// <summary>One member of the simple shape, with its name.</summary>
    Member = 3,

    /// <summary>One entry of the list of drops.</summary>
    Drop = 4,

    /// <summary>The member status.</summary>
    Status = 5,

    /// <summary>The member location.</summary>
    Location = 6,
}

/// <summary>Degrees, WGS 84.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude);

/// <summary>Where the time of a stored reading comes from. Stored as a number: never renumber.</summary>
public enum TimeQuality
{
    /// <summary>A clock of the device, set by SNTP or by its own means.</summary>
    Device = 0,

    /// <summary>The board's clock, set from the gateway's time.</summary>
    Gateway = 1,

    /// <summary>Computed by the gateway from the board's uptime.</summary>
    Uptime = 2,

    /// <summary>The message had no usable time: arrival time stands in.</summary>
    Arrival = 3,
}
