using System;
using System.Device.Gpio;
using Nanofleet.VirtualBoard.Power;
using UnitsNet;

namespace Iot.Device.DHTxx.Esp32;

/// <summary>
/// As the library reads it: Temperature and Humidity trigger a read, two reads within a second give the old value, and
/// a sensor that does not answer gives zeros, which IsLastReadSuccessful tells apart.
/// </summary>
public abstract class DhtBase : IDisposable
{
    private const long ShortestIntervalMs = 1000;

    protected readonly int _pin;

    private readonly BoardLife _life = BoardLife.Current;
    private long _lastReadMs;
    private double _temperatureC;
    private double _humidityPercent;
    private bool _isLastReadSuccessful;

    public DhtBase(int pinEcho, int pinTrigger, PinNumberingScheme pinNumberingScheme = PinNumberingScheme.Logical, GpioController gpioController = null, bool shouldDispose = true)
    {
        _pin = pinEcho;
        // The library lets the sensor settle; its first read may come at once then.
        _life.Sleep(1000);
        _lastReadMs = -ShortestIntervalMs;
    }

    public bool IsLastReadSuccessful => _isLastReadSuccessful;

    public virtual Temperature Temperature
    {
        get
        {
            ReadData();
            return Temperature.FromDegreesCelsius(_temperatureC);
        }
    }

    public virtual RelativeHumidity Humidity
    {
        get
        {
            ReadData();
            return RelativeHumidity.FromPercent(_humidityPercent);
        }
    }

    /// <summary>The sensor's own resolution.</summary>
    internal virtual double Step(double value) => value;

    public void Dispose() => _ = BoardLife.Current;

    private void ReadData() => _life.Do(() =>
    {
        var now = _life.Clock.UptimeMilliseconds;
        if (now - _lastReadMs < ShortestIntervalMs) return;
        _lastReadMs = now;
        _isLastReadSuccessful = !_life.Board.PinBank.IsBroken(_pin);
        var (climate, time) = (_life.Board.Climate, DateTimeOffset.UtcNow);
        _temperatureC = IsLastReadSuccessful ? Step(climate.MeasuredTemperatureAt(time)) : 0;
        _humidityPercent = IsLastReadSuccessful ? Step(climate.MeasuredHumidityAt(time)) : 0;
    });
}
