using System.Diagnostics;

namespace Nanofleet.VirtualBoard.Power;

/// <summary>
/// Counts from the start of a life, at the speed of the board's crystal. The date begins at 1970, as on an ESP32
/// without battery, until somebody sets it.
/// </summary>
internal sealed class BoardClock(double driftPpm)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _speed = 1 + driftPpm / 1e6;
    private long _dateAtStart = DateTime.UnixEpoch.Ticks;

    internal long UptimeTicks => (long)(Stopwatch.GetElapsedTime(_start).Ticks * _speed);

    internal long UptimeMilliseconds => UptimeTicks / TimeSpan.TicksPerMillisecond;

    internal long UtcTicks => Interlocked.Read(ref _dateAtStart) + UptimeTicks;

    internal void Set(long utcTicks) => Interlocked.Exchange(ref _dateAtStart, utcTicks - UptimeTicks);
}
