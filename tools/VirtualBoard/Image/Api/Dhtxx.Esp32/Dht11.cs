using System;
using System.Device.Gpio;

namespace Iot.Device.DHTxx.Esp32;

public class Dht11 : DhtBase
{
    public Dht11(int pinEcho, int pinTrigger, PinNumberingScheme pinNumberingScheme = PinNumberingScheme.Logical, GpioController gpioController = null, bool shouldDispose = true)
        : base(pinEcho, pinTrigger, pinNumberingScheme, gpioController, shouldDispose)
    {
    }

    // Whole degrees and percents.
    internal override double Step(double value) => Math.Round(value);
}
