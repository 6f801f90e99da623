namespace Nanofleet.Device.Core.Link
{
    /// <summary>How far the link is, in order.</summary>
    public enum LinkStage
    {
        /// <summary>Waits before the next attempt.</summary>
        Resting = 0,
        Wifi,
        Clock,

        /// <summary>Looks up where the broker is.</summary>
        Dns,
        Connecting,
        Subscribing,
        Birth,
        Online,

        /// <summary>Delivers what it can before a restart that was asked for.</summary>
        Draining,

        /// <summary>Waits for the acknowledgement of the goodbye.</summary>
        Leaving,
    }
}
