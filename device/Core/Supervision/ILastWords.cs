namespace Nanofleet.Device.Core.Supervision
{
    /// <summary>What is still worth doing before a board that hangs is restarted.</summary>
    public interface ILastWords
    {
        /// <summary>Brings waiting readings to flash, on a thread of its own: who hangs may hold what that needs.</summary>
        /// <returns>False when it did not come to its end within the time.</returns>
        bool Speak(int limitMs);
    }
}
