using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Sampling;

namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>Brings those settings into force that need no restart.</summary>
    public sealed class LiveSettings
    {
        private readonly Sampler _sampler;
        private readonly Log _log;

        public LiveSettings(Sampler sampler, Log log)
        {
            _sampler = sampler;
            _log = log;
        }

        public void Apply(Settings settings)
        {
            if (settings.IntervalMs != _sampler.IntervalMs) _sampler.SetInterval(settings.IntervalMs);
            _log.LevelFromNowOn(settings.LogLevel);
        }
    }
}
