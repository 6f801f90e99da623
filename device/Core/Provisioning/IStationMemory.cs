namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>What the firmware image itself remembers of Wi-Fi, outside the files.</summary>
    public interface IStationMemory
    {
        /// <summary>Takes name and password of the network out of it.</summary>
        void Forget();
    }
}
