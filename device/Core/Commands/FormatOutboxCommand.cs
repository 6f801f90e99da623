using Nanofleet.Contract;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Gives up all readings that wait, in memory and on flash: <c>{"confirm":true}</c>. Each is counted and reported as discarded.</summary>
    public sealed class FormatOutboxCommand : ICommand
    {
        private readonly ReadingOutbox _outbox;

        public FormatOutboxCommand(ReadingOutbox outbox)
        {
            _outbox = outbox;
        }

        public string Action => "format_outbox";

        public void Run(Fields parameters, CommandReply reply)
        {
            bool confirmed = parameters.Flag("confirm", false);
            if (parameters.Faulty) return;
            if (!confirmed)
            {
                reply.Refuse(ErrorCodes.Rejected, "readings would be lost: give \"confirm\":true");
                return;
            }

            reply.Result.Member("discarded", _outbox.Discard());
        }
    }
}
