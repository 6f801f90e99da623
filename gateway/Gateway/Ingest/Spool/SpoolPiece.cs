using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>Some entries from the beginning of the spool, all of one file, in their order.</summary>
internal sealed record SpoolPiece(IReadOnlyList<SpoolEntry> Entries)
{
    /// <summary>Where the next piece begins.</summary>
    public SpoolPlace End => Entries[^1].Place;
}
