namespace Nanofleet.Device.Core.Configuration
{
    /// <summary>Why tried settings were taken back. Kept on flash as a number: never renumber.</summary>
    public enum RevertReason
    {
        None = 0,
        NotConfirmed = 1,
        Restarts = 2,
        Damaged = 3,
    }
}
