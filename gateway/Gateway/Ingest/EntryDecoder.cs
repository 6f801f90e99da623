using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Takes an entry out of quarantine once more: it is put into a message of its own, and that goes the way of every data
/// message, with the time that the entry's first message had.
/// </summary>
internal static class EntryDecoder
{
    public static Inbound Decode(DataDecoder decoder, QuarantineRecord row, in RawMessage raw)
    {
        var (entry, device) = (row.Entry!, row.DeviceId ?? "");
        if (Wrap(entry.Part, row.Payload) is not { } message) return Again(Refusal.OnlyBeginning(row.Payload.Length));
        var clock = new MessageClock(entry.TimeMs, entry.Quality, decoder.LatestMs(row.FirstSeenMs));
        if (!JsonCheck.TryPass(message, out var refusal)) return Again(refusal);
        if (!decoder.TryDecode(device, raw with { Payload = message }, clock, out var inbound, out refusal)) return Again(refusal);
        var data = (DataInbound)inbound;
        if (data.Refused is [var refused, ..]) return Again(new Refusal(refused.Reason, refused.Sentence));
        return new EntryInbound(data with { Boot = entry.Boot, Seq = entry.Seq, Payload = row.Payload });

        QuarantineInbound Again(Refusal why) =>
            new(device, row.FirstSeenMs, new QuarantineRow(row.Topic, row.Payload, why.Code, why.Sentence, entry));
    }

    /// <summary>Null where the entry cannot be made a message.</summary>
    private static byte[]? Wrap(QuarantinePart part, byte[] entry) => part switch
    {
        QuarantinePart.Sensor => [.. "{\"sensors\":["u8, .. entry, .. "]}"u8],
        QuarantinePart.Member => [.. "{"u8, .. entry, .. "}"u8],
        QuarantinePart.Drop => [.. "{\"sensors\":[],\"dropped\":["u8, .. entry, .. "]}"u8],
        QuarantinePart.Status => [.. "{\"sensors\":[],\"status\":"u8, .. entry, .. "}"u8],
        QuarantinePart.Location => [.. "{\"sensors\":[],\"location\":"u8, .. entry, .. "}"u8],
        _ => null,
    };
}
