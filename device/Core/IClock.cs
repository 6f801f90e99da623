namespace Nanofleet.Device.Core
{
    /// <summary>The board's two clocks. Everything that decides by time asks here, so that tests own the time.</summary>
    public interface IClock
    {
        /// <summary>Milliseconds since the board started; never jumps.</summary>
        long UptimeMs { get; }

        /// <summary>Unix milliseconds, 0 while the wall clock has not been set.</summary>
        long UnixMs { get; }
    }
}
