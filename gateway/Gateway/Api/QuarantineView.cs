using System.Text;
using System.Text.Unicode;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>A message, or an entry of one, that was not taken.</summary>
/// <param name="Payload">As text where it is text; else null.</param>
/// <param name="PayloadBase64">The bytes where they are no text; else null.</param>
/// <param name="Count">How often the very same came.</param>
public sealed record QuarantineView(
    long Id,
    string? DeviceId,
    string Topic,
    string? Payload,
    string? PayloadBase64,
    string Reason,
    string Sentence,
    int Contract,
    string FirstSeen,
    string LastSeen,
    long Count)
{
    public static QuarantineView Of(QuarantineRecord row)
    {
        var isText = Utf8.IsValid(row.Payload);
        return new QuarantineView(
            row.Id,
            row.DeviceId,
            row.Topic,
            isText ? Encoding.UTF8.GetString(row.Payload) : null,
            isText ? null : Convert.ToBase64String(row.Payload),
            row.Reason,
            row.Sentence,
            row.Contract,
            Timestamps.Text(row.FirstSeenMs),
            Timestamps.Text(row.LastSeenMs),
            row.Count);
    }
}
