namespace Nanofleet.Benchmarks.Report;

/// <summary>One column of figures: what it is, and how it is written.</summary>
internal sealed record Metric(string Name, string Format = "#,0");
