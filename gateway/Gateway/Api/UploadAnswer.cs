using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>POST /api/devices/data/upload</c>.</summary>
/// <param name="Outcome">stored; duplicate, where it was stored before; held, where it waits for the device to be approved.</param>
/// <param name="Accepted">Readings that are stored or held.</param>
/// <param name="Refused">Entries that are not, each with its reason; the good ones beside them are.</param>
public sealed record UploadAnswer(string DeviceId, string Outcome, int Accepted, IReadOnlyList<UploadRefusal> Refused)
{
    public static UploadAnswer Of(string device, UploadResult result) =>
        new(device, result.Outcome.ToString().ToLowerInvariant(), result.Accepted, result.Outcome == Store.Outcome.Duplicate ? [] : [.. result.Refused.Select(UploadRefusal.Of)]);
}
