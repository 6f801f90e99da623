namespace Nanofleet.Device.Core
{
    /// <summary>What the board says about itself, and its restart.</summary>
    public interface IBoard
    {
        string Model { get; }

        /// <summary>Free managed memory in bytes.</summary>
        long FreeMemory { get; }

        /// <summary>The timer of a sleep began this start: not power, not a restart.</summary>
        bool WokeByTimer { get; }

        /// <summary>Sleeps deeply at once; what is only in memory is gone, and the wake is a start.</summary>
        void Sleep(long milliseconds);

        /// <summary>Restarts the board at once; what is only in memory is gone.</summary>
        void Reboot();
    }
}
