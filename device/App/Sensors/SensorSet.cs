using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.App.Sensors
{
    /// <summary>The kinds of sensors that the settings may name, and the sensors that they do name.</summary>
    public static class SensorSet
    {
        /// <summary>A new kind is one line here.</summary>
        public static ISensorKind[] Kinds(IClock clock) => new ISensorKind[]
        {
            new DhtSensor.Kind(DhtSensor.Kind.Dht11),
            new DhtSensor.Kind(DhtSensor.Kind.Dht21),
            new DhtSensor.Kind(DhtSensor.Kind.Dht22),
            new AnalogInput.Kind(),
            new DigitalInput.Kind(clock),
        };

        public static SensorChannel[] Create(Settings settings, VitalSigns vitalSigns)
        {
            var channels = new SensorChannel[settings.Sensors.Length];
            for (int i = 0; i < channels.Length; i++)
            {
                SensorPlan plan = settings.Sensors[i];
                // A wake is a start: every sensor is read in each of its samplings.
                int intervalMs = settings.DeepSleep == null ? plan.IntervalMs : 0;
                channels[i] = new SensorChannel(plan.Sensor ?? vitalSigns, intervalMs, plan.Reads);
            }

            return channels;
        }
    }
}
