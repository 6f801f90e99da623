namespace Nanofleet.Device.Core.Logging
{
    /// <summary>Where log lines go: the serial console, or a test's list.</summary>
    public interface ILogSink
    {
        void Write(string line);
    }
}
