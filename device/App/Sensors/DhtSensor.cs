using Iot.Device.DHTxx.Esp32;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;
using UnitsNet;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>
    /// Temperature and humidity from a DHT11, DHT21 (AM2301) or DHT22 (AM2302): its one data line on two pins, read through the
    /// RMT peripheral. Asked again too soon, it answers with the values of the last read.
    /// </summary>
    public sealed class DhtSensor : ISensor
    {
        // The widest range of the three; what lies outside is a read gone wrong that still passed the checksum.
        private const double LeastCelsius = -40;
        private const double MostCelsius = 80;
        private const double MostPercent = 100;

        private readonly string _type;
        private readonly int _echoPin;
        private readonly int _triggerPin;
        private DhtBase _dht;

        private DhtSensor(string name, string type, Fields options)
        {
            Name = name;
            _type = type;
            _echoPin = options.Required("echo_pin", 0, SettingsFile.LastPin);
            _triggerPin = options.Required("trigger_pin", 0, SettingsFile.LastPin);
            if (_echoPin == _triggerPin) options.Fault("trigger_pin", _triggerPin.ToString(), "use another pin than echo_pin");
            string prefix = options.Text("prefix", "");
            Quantities = new[] { prefix + "temperature", prefix + "humidity" };
        }

        public string Name { get; }

        public string[] Quantities { get; }

        public string[] Units { get; } = { "°C", "%" };

        public string Read(ReadingList into)
        {
            // Opened here, on the sampling thread: the driver's constructor waits a second for the part to settle.
            if (_dht == null) _dht = Open();

            // The temperature triggers the read of both; whether it worked is known after it.
            Temperature temperature = _dht.Temperature;
            RelativeHumidity humidity = _dht.Humidity;
            if (!_dht.IsLastReadSuccessful) return SensorQualities.NoAnswer;
            double celsius = temperature.DegreesCelsius;
            double percent = humidity.Percent;
            if (!(celsius >= LeastCelsius && celsius <= MostCelsius && percent >= 0 && percent <= MostPercent)) return SensorQualities.OutOfRange;
            into.AddTenths(Quantities[0], celsius, Units[0]);
            into.AddTenths(Quantities[1], percent, Units[1]);
            return null;
        }

        private DhtBase Open()
        {
            switch (_type)
            {
                case Kind.Dht11: return new Dht11(_echoPin, _triggerPin);
                case Kind.Dht21: return new Dht21(_echoPin, _triggerPin);
                default: return new Dht22(_echoPin, _triggerPin);
            }
        }

        public sealed class Kind : ISensorKind
        {
            public const string Dht11 = "dht11";
            public const string Dht21 = "dht21";
            public const string Dht22 = "dht22";

            public Kind(string type)
            {
                Type = type;
            }

            public string Type { get; }

            public ISensor Create(string name, Fields options) => new DhtSensor(name, Type, options);
        }
    }
}
