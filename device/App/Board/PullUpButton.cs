using System;
using System.Device.Gpio;
using Nanofleet.Device.Core.Provisioning;

namespace Nanofleet.Device.App.Board
{
    /// <summary>A button that connects its pin to ground.</summary>
    public sealed class PullUpButton : IButton
    {
        private readonly int _number;
        private GpioPin _pin;

        public PullUpButton(int number)
        {
            _number = number;
        }

        public bool IsPressed => _pin.Read() == PinValue.Low;

        /// <summary>What went wrong, or null.</summary>
        public string Open()
        {
            try
            {
                _pin = new GpioController().OpenPin(_number, PinMode.InputPullUp);
                return null;
            }
            catch (Exception e) when (e is InvalidOperationException || e is ArgumentException)
            {
                return "pin " + _number.ToString() + " cannot be read: " + e.Message;
            }
        }
    }
}
