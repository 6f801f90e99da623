using System.Device.Gpio;

namespace Iot.Device.DHTxx.Esp32;

public class Dht22 : DhtBase
{
    public Dht22(int pinEcho, int pinTrigger, PinNumberingScheme pinNumberingScheme = PinNumberingScheme.Logical, GpioController gpioController = null, bool shouldDispose = true)
        : base(pinEcho, pinTrigger, pinNumberingScheme, gpioController, shouldDispose)
    {
    }
}
