namespace Nanofleet.Device.Core
{
    /// <summary>Small files on the board's flash, by bare name. A power cut during a write may leave any part of it. Never throws.</summary>
    public interface IFileStore
    {
        /// <summary>The content, or null where there is no such file or it cannot be read.</summary>
        byte[] Read(string name);

        /// <summary>Bytes of a file from an offset on. Returns how many, 0 behind its end, or minus one where it cannot be read.</summary>
        int ReadPart(string name, int offset, byte[] into, int count);

        /// <summary>Replaces the content; false when the flash refused.</summary>
        bool Write(string name, byte[] content);

        /// <summary>Adds to the end of a file, which is made where there is none; false when the flash refused: any part may be there then.</summary>
        bool Append(string name, byte[] bytes, int count);

        /// <summary>Removes a file; false when the flash refused.</summary>
        bool Delete(string name);

        /// <summary>The names of all files, in no order; null where the file system cannot be read.</summary>
        string[] List();
    }
}
