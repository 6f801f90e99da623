namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>What came of trying a network.</summary>
    public enum WifiVerdict
    {
        /// <summary>Not yet known.</summary>
        Pending,

        /// <summary>In the network, with an address.</summary>
        Joined,

        NoSuchNetwork,

        WrongPassword,

        /// <summary>In the network, which gives out no address.</summary>
        NoAddress,

        /// <summary>No more is known.</summary>
        Failed,
    }
}
