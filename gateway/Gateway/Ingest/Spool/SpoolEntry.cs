using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>What lies at one place of the spool: a message, or bytes that are none any more.</summary>
/// <param name="Message">Null where the bytes are damaged.</param>
/// <param name="Damage">Null where they are not.</param>
internal sealed record SpoolEntry(SpoolPlace Place, RawMessage? Message, SpoolDamage? Damage);
