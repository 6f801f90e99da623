using System.Device.Adc;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>Brightness in percent of the analog input's range: a photoresistor and a resistor as a divider.</summary>
    public sealed class AnalogLight : ISensor
    {
        private readonly int _number;
        private AdcController _adc;
        private AdcChannel _channel;

        public AnalogLight(int channel)
        {
            _number = channel;
        }

        public string Name => "light";

        public string[] Quantities => new[] { "light" };

        public string[] Units => new[] { "%" };

        public bool TryRead(ReadingList into)
        {
            // Opened here, so that a channel which the chip has not is a sensor that fails, not a board that does not start.
            if (_adc == null) _adc = new AdcController();
            if (_channel == null) _channel = _adc.OpenChannel(_number);
            int raw = _channel.ReadValue();
            int most = _adc.MaxValue;
            if (raw < 0 || raw > most) return false;
            into.AddTenths("light", raw * 100.0 / most, "%");
            return true;
        }
    }
}
