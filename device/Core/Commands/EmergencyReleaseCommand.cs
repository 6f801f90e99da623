using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Ends an emergency stop. The outputs stay as they are until a command sets them.</summary>
    public sealed class EmergencyReleaseCommand : ICommand
    {
        private readonly Outputs _outputs;

        public EmergencyReleaseCommand(Outputs outputs)
        {
            _outputs = outputs;
        }

        public string Action => Actions.EmergencyRelease;

        public void Run(Fields parameters, CommandReply reply)
        {
            if (!_outputs.IsStopped) reply.Refuse(ErrorCodes.Rejected, "no emergency stop is in force");
            else if (!_outputs.Release()) reply.Refuse(ErrorCodes.Failed, "the flash does not let go of the stop: try again");
            else reply.Result.Member("stopped", false);
        }
    }
}
