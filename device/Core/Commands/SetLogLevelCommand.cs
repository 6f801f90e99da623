using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Lets the console say more or less for a while: <c>{"level":"debug","seconds":600}</c>. Then it is as the settings say.</summary>
    public sealed class SetLogLevelCommand : ICommand
    {
        private const int UsualS = 3600;
        private const int MostS = 86400;

        private readonly Log _log;

        public SetLogLevelCommand(Log log)
        {
            _log = log;
        }

        public string Action => "set_log_level";

        public void Run(Fields parameters, CommandReply reply)
        {
            string name = parameters.Text("level", null);
            int seconds = parameters.Integer("seconds", UsualS, 1, MostS);
            if (!LogLevels.TryParse(name, out LogLevel level)) parameters.Fault("level", "\"" + name + "\"", "use " + LogLevels.Known);
            if (parameters.Faulty) return;
            _log.LevelFor(level, seconds * 1000L);
            reply.Result.Member("level", name);
            reply.Result.Member("seconds", seconds);
        }
    }
}
