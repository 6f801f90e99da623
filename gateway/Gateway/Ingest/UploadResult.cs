using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>What became of an upload.</summary>
/// <param name="Accepted">Readings that passed.</param>
/// <param name="Refused">Entries, or the whole, that did not; they lie in quarantine.</param>
public sealed record UploadResult(Outcome Outcome, int Accepted, IReadOnlyList<QuarantineRow> Refused)
{
    public static UploadResult Of(Outcome outcome, Inbound inbound) => inbound switch
    {
        DataInbound data => new(outcome, outcome is Outcome.Stored or Outcome.Held ? data.Readings.Count : 0, data.Refused),
        QuarantineInbound whole => new(outcome, 0, [whole.Row]),
        _ => throw new ArgumentException($"{inbound.GetType().Name} is no upload", nameof(inbound)),
    };
}
