using Nanofleet.Contract;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Samples at once. The values are in the answer, and on their way as a reading like any other.</summary>
    public sealed class ReadNowCommand : ICommand
    {
        private readonly Sampler _sampler;
        private readonly ReadingOutbox _outbox;

        public ReadNowCommand(Sampler sampler, ReadingOutbox outbox)
        {
            _sampler = sampler;
            _outbox = outbox;
        }

        public string Action => "read_now";

        public void Run(Fields parameters, CommandReply reply)
        {
            reply.Result.Name("sensors");
            if (!_sampler.Sample(reply.Result, out long seq))
            {
                reply.Refuse(ErrorCodes.Failed, "nothing could be taken: every sensor failed, or the flash did");
                return;
            }

            reply.Result.Member("boot", _outbox.Boot);
            reply.Result.Member("seq", seq);
        }
    }
}
