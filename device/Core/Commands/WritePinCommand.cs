using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Sets a pin that the settings name as writable: <c>{"pin":4,"value":1}</c>.</summary>
    public sealed class WritePinCommand : ICommand
    {
        private readonly Outputs _outputs;
        private readonly PinRights _rights;

        public WritePinCommand(Outputs outputs, PinRights rights)
        {
            _outputs = outputs;
            _rights = rights;
        }

        public string Action => "write_pin";

        public void Run(Fields parameters, CommandReply reply)
        {
            int pin = parameters.Required("pin", 0, SettingsFile.LastPin);
            int value = parameters.Required("value", 0, 1);
            if (parameters.Faulty) return;
            if (!_rights.MayWrite(pin))
            {
                reply.Refuse(ErrorCodes.Rejected, "pin " + pin.ToString() + " is not in writable_pins");
                return;
            }

            if (!_outputs.TryWrite(pin, value == 1))
            {
                reply.Refuse(ErrorCodes.Rejected, Outputs.StoppedText);
                return;
            }

            reply.Result.Member("pin", pin);
            reply.Result.Member("value", value);
        }
    }
}
