using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Sampling
{
    /// <summary>A kind of sensor that the settings can name. A new one is one file, the sensor with its kind inside, and one line in the list of kinds.</summary>
    public interface ISensorKind
    {
        /// <summary>What the settings call it, as <c>type</c>.</summary>
        string Type { get; }

        /// <summary>
        /// Makes a sensor of its options and touches no hardware: something else in the settings may be wrong. What is wrong with
        /// the options is left in <paramref name="options"/> as faults; then the sensor is not used.
        /// </summary>
        /// <param name="name">A valid sensor name.</param>
        ISensor Create(string name, Fields options);
    }
}
