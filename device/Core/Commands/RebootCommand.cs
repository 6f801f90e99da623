using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Restarts the board, after this answer and what waits in the outbox have gone out. The next start says that it is done.</summary>
    public sealed class RebootCommand : ICommand
    {
        private readonly RestartRequest _restart;
        private readonly OpenRequest _open;

        public RebootCommand(RestartRequest restart, OpenRequest open)
        {
            _restart = restart;
            _open = open;
        }

        public string Action => "reboot";

        public void Run(Fields parameters, CommandReply reply)
        {
            _open.Keep(reply.RequestId);
            reply.Accept();
            _restart.Ask();
            reply.Result.Member("rebooting", true);
        }
    }
}
