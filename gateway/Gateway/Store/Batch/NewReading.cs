namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A row for the table of readings.</summary>
internal readonly record struct NewReading(ReadingPlace Place, double Value, TimeQuality Quality, long ArrivalMs);
