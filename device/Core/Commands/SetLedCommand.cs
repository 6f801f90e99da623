using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Switches the LED, or another pin that the settings allow: <c>{"state":1,"pin":2}</c>.</summary>
    public sealed class SetLedCommand : ICommand
    {
        private readonly Outputs _outputs;
        private readonly PinRights _rights;

        public SetLedCommand(Outputs outputs, PinRights rights)
        {
            _outputs = outputs;
            _rights = rights;
        }

        public string Action => "set_led";

        public void Run(Fields parameters, CommandReply reply)
        {
            int state = parameters.Required("state", 0, 1);
            int pin = parameters.Integer("pin", _rights.LedPin, 0, SettingsFile.LastPin);
            if (parameters.Faulty) return;
            if (pin == Settings.NotFitted)
            {
                reply.Refuse(ErrorCodes.Rejected, "no LED is configured: set led_pin, or name a pin");
                return;
            }

            if (pin != _rights.LedPin && !_rights.MayWrite(pin))
            {
                reply.Refuse(ErrorCodes.Rejected, "pin " + pin.ToString() + " is neither led_pin nor in writable_pins");
                return;
            }

            if (!_outputs.TryWrite(pin, state == 1))
            {
                reply.Refuse(ErrorCodes.Rejected, Outputs.StoppedText);
                return;
            }

            reply.Result.Member("pin", pin);
            reply.Result.Member("state", state);
        }
    }
}
