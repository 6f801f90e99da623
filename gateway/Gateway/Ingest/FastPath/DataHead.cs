namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>What a data message says beside its readings, and which of its members came.</summary>
internal ref struct DataHead
{
    public ReadOnlySpan<byte> Boot;
    public ReadOnlySpan<byte> Quality;
    public long Seq;
    public long TimeMs;
    public long UptimeMs;
    public Members Seen;

    /// <summary>The shapes that are taken: a list of sensors with boot and seq or without either, or sensors as members and at most a time.</summary>
    public readonly bool IsUsual => Has(Members.Sensors)
        ? !Has(Members.Simple) && Has(Members.Boot) == Has(Members.Seq)
        : (Seen & ~Members.Time) == Members.Simple;

    /// <summary>Unlike HasFlag this allocates nothing in unoptimised code either.</summary>
    public readonly bool Has(Members member) => (Seen & member) != 0;

    /// <summary>False for a member that comes again: which one counts is for the general decoder. A sensor may.</summary>
    public bool TryEnter(Members member)
    {
        var isNew = (Seen & member) == 0 || member == Members.Simple;
        Seen |= member;
        return isNew;
    }

    public static Members MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("seq"u8) => Members.Seq,
        4 when name.SequenceEqual("boot"u8) => Members.Boot,
        7 when name.SequenceEqual("sensors"u8) => Members.Sensors,
        9 when name.SequenceEqual("timestamp"u8) => Members.Time,
        9 when name.SequenceEqual("uptime_ms"u8) => Members.Uptime,
        12 when name.SequenceEqual("time_quality"u8) => Members.Quality,
        6 when name.SequenceEqual("status"u8) => Members.Other,
        7 when name.SequenceEqual("dropped"u8) => Members.Other,
        8 when name.SequenceEqual("location"u8) => Members.Other,
        _ => Members.Simple,
    };

    [Flags]
    public enum Members
    {
        /// <summary>For the general decoder.</summary>
        Other = 0,
        Boot = 1,
        Seq = 2,
        Time = 4,
        Quality = 8,
        Uptime = 16,
        Sensors = 32,

        /// <summary>A sensor that is a member.</summary>
        Simple = 64,
    }
}
