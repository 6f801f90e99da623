using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Restarts the board, after this answer and what waits in the outbox have gone out.</summary>
    public sealed class RebootCommand : ICommand
    {
        private readonly RestartRequest _restart;

        public RebootCommand(RestartRequest restart)
        {
            _restart = restart;
        }

        public string Action => "reboot";

        public void Run(Fields parameters, CommandReply reply)
        {
            _restart.Ask();
            reply.Result.Member("rebooting", true);
        }
    }
}
