using System.Collections;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>The sensors that the settings name. A new kind is one line here.</summary>
    public static class SensorSet
    {
        public static ISensor[] Create(Settings settings, VitalSigns vitalSigns)
        {
            var sensors = new ArrayList();
            if (settings.DhtEchoPin != Settings.NotFitted) sensors.Add(new Dht22Sensor(settings.DhtEchoPin, settings.DhtTriggerPin));
            if (settings.LightAdcChannel != Settings.NotFitted) sensors.Add(new AnalogLight(settings.LightAdcChannel));
            sensors.Add(vitalSigns);
            return (ISensor[])sensors.ToArray(typeof(ISensor));
        }
    }
}
