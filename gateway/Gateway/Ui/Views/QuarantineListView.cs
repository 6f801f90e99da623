using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>A page of quarantine.</summary>
/// <param name="Next">The address of the page after this one; null at the end.</param>
/// <param name="Done">What became of those just tried again.</param>
public sealed record QuarantineListView(QuarantineFilter Filter, QuarantineCounts Counts, IReadOnlyList<QuarantineRecord> Entries, string? Next, string? Done);
