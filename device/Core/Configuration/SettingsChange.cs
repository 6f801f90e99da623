namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>How a change of settings comes into force.</summary>
    public sealed class SettingsChange
    {
        /// <summary>It could cut the link: to be tried, with a restart.</summary>
        public bool Link;

        /// <summary>It needs a restart.</summary>
        public bool NeedsRestart;
    }
}
