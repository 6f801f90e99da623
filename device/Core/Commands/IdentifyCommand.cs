using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Lets the LED blink, so that somebody who stands before many boards finds this one: <c>{"seconds":10}</c>.</summary>
    public sealed class IdentifyCommand : ICommand
    {
        private const int UsualS = 10;
        private const int MostS = 300;

        private readonly PinRights _rights;
        private readonly Outputs _outputs;
        private readonly Blinker _blinker;

        public IdentifyCommand(PinRights rights, Outputs outputs, Blinker blinker)
        {
            _rights = rights;
            _outputs = outputs;
            _blinker = blinker;
        }

        public string Action => "identify";

        public void Run(Fields parameters, CommandReply reply)
        {
            int seconds = parameters.Integer("seconds", UsualS, 1, MostS);
            if (parameters.Faulty) return;
            if (_rights.LedPin == Settings.NotFitted) reply.Refuse(ErrorCodes.Rejected, "no LED is configured: set led_pin");
            else if (_outputs.IsStopped) reply.Refuse(ErrorCodes.Rejected, Outputs.StoppedText);
            else if (!_blinker.TryBegin(reply.RequestId, seconds * 1000)) reply.Refuse(ErrorCodes.Rejected, "the LED blinks already");
            else
            {
                reply.Accept();
                reply.Result.Member("seconds", seconds);
            }
        }
    }
}
