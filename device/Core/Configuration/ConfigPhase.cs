namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>What became of the newest desired document. Kept on flash as a number: never renumber.</summary>
    public enum ConfigPhase
    {
        /// <summary>None has come yet.</summary>
        None = 0,
        Applied = 1,

        /// <summary>In force until its time is over.</summary>
        Trial = 2,

        /// <summary>Was tried; the one before is in force again.</summary>
        Reverted = 3,
    }
}
