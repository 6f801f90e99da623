namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a batch was decided on is no longer so: another gateway wrote in between. The batch is to be decided anew.</summary>
internal sealed class MemoryStaleException() : Exception("Another gateway has changed in between what this commit was decided on.");
