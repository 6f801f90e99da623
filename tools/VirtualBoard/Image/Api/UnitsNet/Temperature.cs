using UnitsNet.Units;

namespace UnitsNet;

/// <summary>The units that thermometers on boards speak.</summary>
public struct Temperature
{
    private const double ZeroCelsius = 273.15;

    public Temperature(double value, TemperatureUnit unit)
    {
        Value = value;
        Unit = unit;
    }

    public static TemperatureUnit BaseUnit => TemperatureUnit.Kelvin;

    public static Temperature Zero => new Temperature(0, BaseUnit);

    public double Value { get; }

    public TemperatureUnit Unit { get; }

    public double DegreesCelsius => As(TemperatureUnit.DegreeCelsius);

    public double DegreesFahrenheit => As(TemperatureUnit.DegreeFahrenheit);

    public double Kelvins => As(TemperatureUnit.Kelvin);

    public double MillidegreesCelsius => As(TemperatureUnit.MillidegreeCelsius);

    private readonly double Base => Unit switch
    {
        TemperatureUnit.Kelvin => Value,
        TemperatureUnit.DegreeCelsius => Value + ZeroCelsius,
        TemperatureUnit.MillidegreeCelsius => Value / 1000 + ZeroCelsius,
        TemperatureUnit.DegreeFahrenheit => (Value - 32) / 1.8 + ZeroCelsius,
        _ => throw new System.NotSupportedException($"{Unit}"),
    };

    public static Temperature From(double value, TemperatureUnit fromUnit) => new Temperature(value, fromUnit);

    public static Temperature FromDegreesCelsius(double degreescelsius) => From(degreescelsius, TemperatureUnit.DegreeCelsius);

    public static Temperature FromDegreesFahrenheit(double degreesfahrenheit) => From(degreesfahrenheit, TemperatureUnit.DegreeFahrenheit);

    public static Temperature FromKelvins(double kelvins) => From(kelvins, TemperatureUnit.Kelvin);

    public static Temperature FromMillidegreesCelsius(double millidegreescelsius) => From(millidegreescelsius, TemperatureUnit.MillidegreeCelsius);

    public double As(TemperatureUnit unit) => unit == Unit ? Value : unit switch
    {
        TemperatureUnit.Kelvin => Base,
        TemperatureUnit.DegreeCelsius => Base - ZeroCelsius,
        TemperatureUnit.MillidegreeCelsius => (Base - ZeroCelsius) * 1000,
        TemperatureUnit.DegreeFahrenheit => (Base - ZeroCelsius) * 1.8 + 32,
        _ => throw new System.NotSupportedException($"{unit}"),
    };

    public Temperature ToUnit(TemperatureUnit unit) => new Temperature(As(unit), unit);
}
