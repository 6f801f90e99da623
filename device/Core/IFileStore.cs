namespace Nanofleet.Device.Core
{
    /// <summary>Small files on the board's flash, by bare name. A power cut during a write may leave any part of it.</summary>
    public interface IFileStore
    {
        /// <summary>The content, or null where there is no such file or it cannot be read.</summary>
        byte[] Read(string name);

        /// <summary>Replaces the content; false when the flash refused.</summary>
        bool Write(string name, byte[] content);
    }
}
