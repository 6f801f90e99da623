using System.Text;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>An entry of an upload that was not taken.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Sentence">For people: names the field, the value and the rule.</param>
/// <param name="Entry">Its beginning, as it came.</param>
public sealed record UploadRefusal(string Reason, string Sentence, string Entry)
{
    public static UploadRefusal Of(QuarantineRow row) => new(row.Reason, row.Sentence, Refusal.Cut(Encoding.UTF8.GetString(row.Payload)));
}
