using Nanofleet.Contract;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Supervision;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Restarts a board in safe mode as any other.</summary>
    public sealed class ExitSafeModeCommand : ICommand
    {
        private readonly StartGuard _guard;
        private readonly RestartRequest _restart;
        private readonly OpenRequest _open;

        public ExitSafeModeCommand(StartGuard guard, RestartRequest restart, OpenRequest open)
        {
            _guard = guard;
            _restart = restart;
            _open = open;
        }

        public string Action => "exit_safe_mode";

        public void Run(Fields parameters, CommandReply reply)
        {
            if (!_guard.IsSafeMode)
            {
                reply.Refuse(ErrorCodes.Rejected, "the board is not in safe mode");
                return;
            }

            _guard.Clear();
            _open.Keep(reply.RequestId);
            reply.Accept();
            _restart.Ask();
            reply.Result.Member("rebooting", true);
        }
    }
}
