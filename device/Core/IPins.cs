namespace Nanofleet.Device.Core
{
    /// <summary>Digital outputs.</summary>
    public interface IPins
    {
        /// <summary>Makes the pin an output where it is none yet, and sets it.</summary>
        void Write(int pin, bool high);
    }
}
