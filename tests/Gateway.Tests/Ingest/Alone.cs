namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Tests that measure what the whole process does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
