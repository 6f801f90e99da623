namespace Nanofleet.VirtualBoard.Power;

/// <summary>
/// Thrown into firmware whose board has no power any more, to unwind its threads. Firmware that catches it meets it
/// again at its next call, and after a few times its thread is parked for good.
/// </summary>
internal sealed class PowerLostException() : Exception("The board has lost its power.");
