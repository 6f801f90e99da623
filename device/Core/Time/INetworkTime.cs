namespace Nanofleet.Device.Core.Time
{
    /// <summary>The network's time service. It sets the board's clock in the background, whenever it pleases.</summary>
    public interface INetworkTime
    {
        /// <summary>Lets this server set the clock from now on, and no other; each call asks it anew.</summary>
        void Ask(string server);

        /// <summary>Takes the time away again: the clock counts as never set.</summary>
        void Unset();
    }
}
