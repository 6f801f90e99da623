using Nanofleet.VirtualBoard.Power;

namespace System.Net.NetworkInformation;

public static class NetworkChange
{
    public static event NetworkAvailabilityChangedEventHandler NetworkAvailabilityChanged
    {
        add => Of(BoardLife.Current).Availability += value;
        remove => Of(BoardLife.Current).Availability -= value;
    }

    public static event NetworkAddressChangedEventHandler NetworkAddressChanged
    {
        add => Of(BoardLife.Current).Address += value;
        remove => Of(BoardLife.Current).Address -= value;
    }

    private static Handlers Of(BoardLife life)
    {
        var handlers = life.State<Handlers>();
        life.Do(() => handlers.Listen(life));
        return handlers;
    }

    private sealed class Handlers
    {
        private bool _isListening;

        internal NetworkAvailabilityChangedEventHandler Availability { get; set; }

        internal NetworkAddressChangedEventHandler Address { get; set; }

        internal void Listen(BoardLife life)
        {
            if (_isListening) return;
            _isListening = true;
            life.Network.Changed += joined =>
            {
                Availability?.Invoke(null, new NetworkAvailabilityEventArgs(joined));
                Address?.Invoke(null, EventArgs.Empty);
            };
        }
    }
}
