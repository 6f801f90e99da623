namespace Nanofleet.Contract
{
    /// <summary>One value of one sensor: <see cref="Scaled"/> / 10^<see cref="Decimals"/> in <see cref="Unit"/>.</summary>
    public sealed class Reading
    {
        public Reading(string sensorName, long scaled, int decimals, string unit)
        {
            SensorName = sensorName;
            Scaled = scaled;
            Decimals = decimals;
            Unit = unit;
        }

        public string SensorName { get; }

        public long Scaled { get; }

        public int Decimals { get; }

        public string Unit { get; }

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
