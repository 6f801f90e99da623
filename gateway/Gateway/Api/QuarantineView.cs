using System.Text;
using System.Text.Unicode;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>A message, or an entry of one, that was not taken.</summary>
/// <param name="Payload">As text where it is text; else null.</param>
/// <param name="PayloadBase64">The bytes where they are no text; else null.</param>
/// <param name="Bytes">Of the whole payload, of which a list has the beginning.</param>
/// <param name="Part">message, or which entry of one: sensor, member, drop, status, location; beginning of one that was too large.</param>
/// <param name="Boot">With <paramref name="Seq"/>, the message of an entry, where it was a numbered one.</param>
/// <param name="Count">How often the very same came.</param>
public sealed record QuarantineView(
    long Id,
    string? DeviceId,
    string Topic,
    string? Payload,
    string? PayloadBase64,
    long Bytes,
    string Part,
    string? Boot,
    long? Seq,
    string Reason,
    string Sentence,
    int Contract,
    string FirstSeen,
    string LastSeen,
    long Count)
{
    public static QuarantineView Of(QuarantineRecord row)
    {
        var payload = Whole(row);
        var isText = Utf8.IsValid(payload);
        return new QuarantineView(
            row.Id,
            row.DeviceId,
            row.Topic,
            isText ? Encoding.UTF8.GetString(payload) : null,
            isText ? null : Convert.ToBase64String(payload),
            row.Bytes,
            (row.Entry?.Part ?? QuarantinePart.Message).ToString().ToLowerInvariant(),
            row.Entry?.Boot,
            row.Entry?.Boot is null ? null : row.Entry.Seq,
            row.Reason,
            row.Sentence,
            row.Contract,
            Timestamps.Text(row.FirstSeenMs),
            Timestamps.Text(row.LastSeenMs),
            row.Count);
    }

    /// <summary>A cut must not go through a character, or text would look like none.</summary>
    private static ReadOnlySpan<byte> Whole(QuarantineRecord row)
    {
        const byte first = 0b1100_0000, next = 0b1000_0000;
        var length = row.Payload.Length;
        if (length == row.Bytes) return row.Payload;
        while (length > 0 && (row.Payload[length - 1] & first) == next) length--;
        return row.Payload.AsSpan(0, length > 0 && row.Payload[length - 1] >= first ? length - 1 : length);
    }
}
