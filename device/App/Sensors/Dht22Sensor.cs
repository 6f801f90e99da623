using Iot.Device.DHTxx.Esp32;
using Nanofleet.Device.Core.Sampling;
using UnitsNet;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>
    /// Temperature and humidity from a DHT22 (AM2302): its one data line on two pins, read through the RMT peripheral.
    /// Within two seconds it answers with the values of the last read.
    /// </summary>
    public sealed class Dht22Sensor : ISensor
    {
        // The part's range; what lies outside is a read gone wrong that still passed the checksum.
        private const double LeastCelsius = -40;
        private const double MostCelsius = 80;
        private const double MostPercent = 100;

        private readonly int _echoPin;
        private readonly int _triggerPin;
        private Dht22 _dht;

        public Dht22Sensor(int echoPin, int triggerPin)
        {
            _echoPin = echoPin;
            _triggerPin = triggerPin;
        }

        public string Name => "dht22";

        public string[] Quantities => new[] { "temperature", "humidity" };

        public string[] Units => new[] { "°C", "%" };

        public bool TryRead(ReadingList into)
        {
            // Opened here, on the sampling thread: the driver's constructor waits a second for the part to settle.
            if (_dht == null) _dht = new Dht22(_echoPin, _triggerPin);

            // The temperature triggers the read of both; whether it worked is known after it.
            Temperature temperature = _dht.Temperature;
            RelativeHumidity humidity = _dht.Humidity;
            if (!_dht.IsLastReadSuccessful) return false;
            double celsius = temperature.DegreesCelsius;
            double percent = humidity.Percent;
            if (!(celsius >= LeastCelsius && celsius <= MostCelsius && percent >= 0 && percent <= MostPercent)) return false;
            into.AddTenths("temperature", celsius, "°C");
            into.AddTenths("humidity", percent, "%");
            return true;
        }
    }
}
