#nullable disable
namespace Nanofleet.Contract
{
    /// <summary>
    /// One value of one sensor: <see cref="Scaled"/> / 10^<see cref="Decimals"/> in <see cref="Unit"/>. A board, which takes some
    /// every few seconds for years, uses the same objects again.
    /// </summary>
    public sealed class Reading
    {
        public Reading(string sensorName, long scaled, int decimals, string unit)
        {
            Set(sensorName, scaled, decimals, unit);
        }

        public string SensorName { get; private set; }

        public long Scaled { get; private set; }

        public int Decimals { get; private set; }

        public string Unit { get; private set; }

        public void Set(string sensorName, long scaled, int decimals, string unit)
        {
            SensorName = sensorName;
            Scaled = scaled;
            Decimals = decimals;
            Unit = unit;
        }

        public void WriteTo(JsonBuffer json)
        {
            json.BeginObject();
            json.Member("sensor_name", SensorName);
            json.Name("value");
            json.Scaled(Scaled, Decimals);
            json.MemberIfSet("unit", Unit);
            json.EndObject();
        }
    }
}
