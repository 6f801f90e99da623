using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Commands
{
    /// <summary>Changes the sampling interval until the next restart: <c>{"interval_ms":5000}</c>.</summary>
    public sealed class SetIntervalCommand : ICommand
    {
        private readonly Sampler _sampler;

        public SetIntervalCommand(Sampler sampler)
        {
            _sampler = sampler;
        }

        public string Action => "set_interval";

        public void Run(Fields parameters, CommandReply reply)
        {
            int intervalMs = parameters.Required("interval_ms", SettingsFile.LeastIntervalMs, SettingsFile.MostIntervalMs);
            if (parameters.Faulty) return;
            _sampler.SetInterval(intervalMs);
            reply.Result.Member("interval_ms", intervalMs);
        }
    }
}
