namespace Nanofleet.Device.Core
{
    /// <summary>What the board says about itself, and its restart.</summary>
    public interface IBoard
    {
        string Model { get; }

        /// <summary>Free managed memory in bytes.</summary>
        long FreeMemory { get; }

        /// <summary>Restarts the board at once; what is only in memory is gone.</summary>
        void Reboot();
    }
}
