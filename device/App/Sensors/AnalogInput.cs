using System.Device.Adc;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>An analog input: what it reads, from 0 to 1 over its range, times a scale, plus an offset.</summary>
    public sealed class AnalogInput : ISensor
    {
        private readonly int _number;
        private readonly double _scale;
        private readonly double _offset;
        private readonly double _least;
        private readonly double _most;
        private readonly int _decimals;
        private AdcController _adc;
        private AdcChannel _channel;

        private AnalogInput(string name, Fields options)
        {
            Name = name;
            Quantities = new[] { name };
            _number = options.Required("channel", 0, SettingsFile.LastAdcChannel);
            _scale = options.Number("scale", 1, -Kind.Widest, Kind.Widest);
            _offset = options.Number("offset", 0, -Kind.Widest, Kind.Widest);
            _least = options.Number("min", -Kind.Widest, -Kind.Widest, Kind.Widest);
            _most = options.Number("max", Kind.Widest, -Kind.Widest, Kind.Widest);
            if (_most < _least) options.Fault("max", _most.ToString(), "give at least min");
            _decimals = options.Integer("decimals", 1, 0, Kind.MostDecimals);
            string unit = options.Text("unit", "");
            if (unit.Length > Limits.Unit) options.Fault("unit", "\"" + unit + "\"", "use at most " + Limits.Unit.ToString() + " characters");
            Units = new[] { unit };
        }

        public string Name { get; }

        public string[] Quantities { get; }

        public string[] Units { get; }

        public string Read(ReadingList into)
        {
            // Opened here, so that a channel which the chip has not is a sensor that fails, not a board that does not start.
            if (_adc == null) _adc = new AdcController();
            if (_channel == null) _channel = _adc.OpenChannel(_number);
            int raw = _channel.ReadValue();
            int most = _adc.MaxValue;
            if (raw < 0 || raw > most) return SensorQualities.OutOfRange;
            double value = _offset + _scale * raw / most;
            if (value < _least || value > _most) return SensorQualities.OutOfRange;
            into.AddRounded(Name, value, _decimals, Units[0]);
            return null;
        }

        public sealed class Kind : ISensorKind
        {
            // Scaled by six decimals it still fits a whole number.
            internal const double Widest = 1000000000;
            internal const int MostDecimals = 6;

            public string Type => "analog";

            public ISensor Create(string name, Fields options) => new AnalogInput(name, options);
        }
    }
}
