using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Puts every output into its safe state and keeps it there, also across restarts. Goes before all commands that wait.</summary>
    public sealed class EmergencyStopCommand : ICommand
    {
        private readonly Outputs _outputs;

        public EmergencyStopCommand(Outputs outputs)
        {
            _outputs = outputs;
        }

        public string Action => Actions.EmergencyStop;

        public void Run(Fields parameters, CommandReply reply)
        {
            string fault = _outputs.Stop(out bool kept);
            if (fault != null) reply.Refuse(ErrorCodes.Failed, "stopped, but not every output is safe: " + fault);
            reply.Result.Member("stopped", true);
            // False: the flash refused, and a restart would not know of it.
            reply.Result.Member("kept", kept);
        }
    }
}
