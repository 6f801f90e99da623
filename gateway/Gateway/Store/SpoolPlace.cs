namespace Nanofleet.Gateway.Store;

/// <summary>
/// Where a message lay in a gateway's spool. The database keeps the last one of each spool that it has, in the transaction
/// of the message itself, so a piece that is brought again after a crash is known.
/// </summary>
/// <param name="SpoolId">Of chance, one for each spool folder.</param>
/// <param name="Segment">Number of the file; never used again within a spool.</param>
/// <param name="End">Offset in the file of the first byte after it.</param>
public sealed record SpoolPlace(string SpoolId, long Segment, long End)
{
    /// <summary>Whether this one lies before the other, or is the same.</summary>
    public bool IsUpTo(SpoolPlace other) => Segment < other.Segment || (Segment == other.Segment && End <= other.End);
}
