namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>Bytes of a spool file, between good records, that cannot be read.</summary>
/// <param name="Offset">Of the first of them in the file.</param>
/// <param name="Beginning">As many of them as quarantine takes.</param>
internal sealed record SpoolDamage(string File, long Offset, long Bytes, byte[] Beginning);
