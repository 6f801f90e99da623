namespace Nanofleet.Gateway.Ingest;

/// <summary>How far a device's clock is off.</summary>
/// <param name="OffsetMs">Its time less the gateway's: above 0 it is ahead.</param>
/// <param name="Samples">Messages since it was last set.</param>
/// <param name="MeasuredMs">When the last of them arrived.</param>
public sealed record ClockOffset(double OffsetMs, long Samples, long MeasuredMs);
