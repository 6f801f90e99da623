using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Shows that the board listens.</summary>
    public sealed class PingCommand : ICommand
    {
        private readonly IClock _clock;

        public PingCommand(IClock clock)
        {
            _clock = clock;
        }

        public string Action => "ping";

        public void Run(Fields parameters, CommandReply reply) => reply.Result.Member("uptime_ms", _clock.UptimeMs);
    }
}
