#nullable disable
using System.Collections;
using Nanofleet.Device.Core;

namespace Nanofleet.Nano.Tests
{
    /// <summary>A board's flash in memory, without faults.</summary>
    public sealed class BoardFiles : IFileStore
    {
        private readonly Hashtable _files = new Hashtable();

        public byte[] Read(string name) => (byte[])_files[name];

        public int ReadPart(string name, int offset, byte[] into, int count)
        {
            byte[] file = Read(name);
            if (file == null) return -1;
            int left = file.Length - offset;
            if (left < count) count = left;
            if (count <= 0) return 0;
            System.Array.Copy(file, offset, into, 0, count);
            return count;
        }

        public bool Write(string name, byte[] content)
        {
            _files[name] = content;
            return true;
        }

        public bool Append(string name, byte[] bytes, int count)
        {
            byte[] before = Read(name);
            int length = before == null ? 0 : before.Length;
            var after = new byte[length + count];
            if (length > 0) System.Array.Copy(before, 0, after, 0, length);
            System.Array.Copy(bytes, 0, after, length, count);
            return Write(name, after);
        }

        public bool Delete(string name)
        {
            _files.Remove(name);
            return true;
        }

        public string[] List()
        {
            var names = new string[_files.Count];
            _files.Keys.CopyTo(names, 0);
            return names;
        }
    }
}
