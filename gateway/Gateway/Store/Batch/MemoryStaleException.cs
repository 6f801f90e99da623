namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What was remembered of the database is not what it holds: another gateway wrote in between. The batch is to be decided anew.</summary>
internal sealed class MemoryStaleException() : Exception("Another gateway has changed the account of a boot in between.");
