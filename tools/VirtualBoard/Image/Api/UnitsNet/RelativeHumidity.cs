using UnitsNet.Units;

namespace UnitsNet;

public struct RelativeHumidity
{
    public RelativeHumidity(double value, RelativeHumidityUnit unit)
    {
        Value = value;
        Unit = unit;
    }

    public static RelativeHumidityUnit BaseUnit => RelativeHumidityUnit.Percent;

    public static RelativeHumidity Zero => new RelativeHumidity(0, BaseUnit);

    public double Value { get; }

    public RelativeHumidityUnit Unit { get; }

    public double Percent => Value;

    public static RelativeHumidity From(double value, RelativeHumidityUnit fromUnit) => new RelativeHumidity(value, fromUnit);

    public static RelativeHumidity FromPercent(double percent) => From(percent, RelativeHumidityUnit.Percent);

    public double As(RelativeHumidityUnit unit) => Value;

    public RelativeHumidity ToUnit(RelativeHumidityUnit unit) => new RelativeHumidity(Value, unit);
}
