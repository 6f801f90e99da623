namespace Nanofleet.Device.Core.Logging
{
    /// <summary>How much a line matters.</summary>
    public enum LogLevel
    {
        Debug = 0,
        Info = 1,
        Warning = 2,
        Error = 3,
    }
}
