using Nanofleet.Contract;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>
    /// Sleeps deeply for a while, after this answer and what waits in the outbox have gone out: <c>{"seconds":600}</c>. Who wakes
    /// says that it is done.
    /// </summary>
    public sealed class SleepCommand : ICommand
    {
        private readonly RestartRequest _restart;
        private readonly OpenRequest _open;
        private readonly ConfigStore _config;

        public SleepCommand(RestartRequest restart, OpenRequest open, ConfigStore config)
        {
            _restart = restart;
            _open = open;
            _config = config;
        }

        public string Action => "sleep";

        public void Run(Fields parameters, CommandReply reply)
        {
            int seconds = parameters.Required("seconds", DeepSleep.LeastSleepS, DeepSleep.MostSleepS);
            if (parameters.Faulty) return;
            if (_config.Phase == ConfigPhase.Trial)
            {
                reply.Refuse(ErrorCodes.Rejected, "settings are on trial; sleep when that is over");
                return;
            }

            _open.Keep(reply.RequestId);
            reply.Accept();
            // The wake that follows is to be heard, however rarely this board sends.
            _restart.AskSleep(seconds * 1000L, seconds, SleepNote.MostQuietWakes);
            reply.Result.Member("sleeping_s", seconds);
        }
    }
}
