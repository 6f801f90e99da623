namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Which pins commands may set: those that the settings name, so that no command can drive a sensor's pin.</summary>
    public sealed class PinRights
    {
        private const int None = -1;

        private readonly int[] _writable;
        private readonly int[] _safeHigh;

        /// <param name="safeHigh">Pins that an emergency stop sets high; all others become low.</param>
        public PinRights(int ledPin, int[] writable, int[] safeHigh)
        {
            LedPin = ledPin;
            _writable = writable;
            _safeHigh = safeHigh;
        }

        /// <summary>Minus one where there is no LED.</summary>
        public int LedPin { get; }

        /// <summary>How many pins commands can reach, the LED included.</summary>
        public int Count => _writable.Length + (LedPin == None ? 0 : 1);

        public int PinAt(int i) => i < _writable.Length ? _writable[i] : LedPin;

        public bool MayWrite(int pin) => Has(_writable, pin);

        public bool IsSafeHigh(int pin) => Has(_safeHigh, pin);

        private static bool Has(int[] pins, int pin)
        {
            for (int i = 0; i < pins.Length; i++)
                if (pins[i] == pin) return true;
            return false;
        }
    }
}
