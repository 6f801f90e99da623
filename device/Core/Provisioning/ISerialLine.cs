namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>The serial port at which somebody may sit with settings. Neither call waits for the other side.</summary>
    public interface ISerialLine
    {
        /// <summary>Takes what has come, as much as fits. Returns how many bytes, 0 for none.</summary>
        int Read(byte[] into);

        void Write(byte[] bytes, int count);
    }
}
