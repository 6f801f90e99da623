namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Which pins commands may set: those that the settings name, so that no command can drive a sensor's pin.</summary>
    public sealed class PinRights
    {
        private readonly int[] _writable;

        public PinRights(int ledPin, int[] writable)
        {
            LedPin = ledPin;
            _writable = writable;
        }

        /// <summary>Minus one where there is no LED.</summary>
        public int LedPin { get; }

        public bool MayWrite(int pin)
        {
            for (int i = 0; i < _writable.Length; i++)
                if (_writable[i] == pin) return true;
            return false;
        }
    }
}
