using System.Collections;
using Nanofleet.Contract;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>Says in <c>info</c> what the sensors give.</summary>
    public static class SensorCatalog
    {
        public static void Fill(InfoMessage info, SensorChannel[] channels)
        {
            var names = new ArrayList();
            var units = new ArrayList();
            for (int i = 0; i < channels.Length; i++)
            {
                string[] quantities = channels[i].Sensor.Quantities;
                for (int k = 0; k < quantities.Length; k++)
                {
                    names.Add(quantities[k]);
                    units.Add(channels[i].Sensor.Units[k]);
                }
            }

            info.Sensors = (string[])names.ToArray(typeof(string));
            info.Units = (string[])units.ToArray(typeof(string));
        }
    }
}
