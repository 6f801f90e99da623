using System.Device.Gpio;
using Nanofleet.Device.Core;

namespace Nanofleet.Device.App.Board
{
    /// <summary>Digital outputs. A pin stays open once it was written, so that it keeps its level.</summary>
    public sealed class OutputPins : IPins
    {
        private readonly GpioController _gpio = new GpioController();

        public void Write(int pin, bool high)
        {
            if (!_gpio.IsPinOpen(pin)) _gpio.OpenPin(pin, PinMode.Output);
            _gpio.Write(pin, high ? PinValue.High : PinValue.Low);
        }
    }
}
