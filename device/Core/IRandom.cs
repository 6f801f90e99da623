namespace Nanofleet.Device.Core
{
    /// <summary>Chance, for the jitter of the back-off.</summary>
    public interface IRandom
    {
        /// <summary>A whole number from 0 to <paramref name="bound"/> - 1.</summary>
        int Next(int bound);
    }
}
