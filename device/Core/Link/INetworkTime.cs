namespace Nanofleet.Device.Core.Link
{
    /// <summary>The network's time service. It sets the clock in the background.</summary>
    public interface INetworkTime
    {
        /// <summary>Called whenever the network came up; does nothing when it runs already.</summary>
        void Start();
    }
}
