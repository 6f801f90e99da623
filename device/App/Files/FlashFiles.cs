using System.IO;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.App.Files
{
    /// <summary>Files in the root of the board's own flash, <c>I:\</c>.</summary>
    public sealed class FlashFiles : IFileStore
    {
        private const string Root = "I:\\";

        private readonly Log _log;

        public FlashFiles(Log log)
        {
            _log = log;
        }

        public byte[] Read(string name)
        {
            try
            {
                return File.Exists(Root + name) ? File.ReadAllBytes(Root + name) : null;
            }
            catch (IOException e)
            {
                _log.Error("cannot read " + name + ": " + e.Message);
                return null;
            }
        }

        public int ReadPart(string name, int offset, byte[] into, int count)
        {
            try
            {
                using (var stream = new FileStream(Root + name, FileMode.Open, FileAccess.Read))
                {
                    if (offset >= stream.Length) return 0;
                    stream.Seek(offset, SeekOrigin.Begin);
                    return stream.Read(into, 0, count);
                }
            }
            catch (IOException e)
            {
                _log.Error("cannot read " + name + ": " + e.Message);
                return -1;
            }
        }

        public bool Append(string name, byte[] bytes, int count)
        {
            try
            {
                // Closing it is what makes the file system keep it.
                using (var stream = new FileStream(Root + name, FileMode.Append, FileAccess.Write)) stream.Write(bytes, 0, count);
                return true;
            }
            catch (IOException e)
            {
                _log.Error("cannot add to " + name + ": " + e.Message);
                return false;
            }
        }

        public bool Delete(string name)
        {
            try
            {
                if (File.Exists(Root + name)) File.Delete(Root + name);
                return true;
            }
            catch (IOException e)
            {
                _log.Error("cannot delete " + name + ": " + e.Message);
                return false;
            }
        }

        public string[] List()
        {
            try
            {
                string[] paths = Directory.GetFiles(Root);
                var names = new string[paths.Length];
                for (int i = 0; i < paths.Length; i++) names[i] = Path.GetFileName(paths[i]);
                return names;
            }
            catch (IOException e)
            {
                _log.Error("cannot list " + Root + ": " + e.Message);
                return null;
            }
        }

        public bool Write(string name, byte[] content)
        {
            try
            {
                File.WriteAllBytes(Root + name, content);
                return true;
            }
            catch (IOException e)
            {
                _log.Error("cannot write " + name + ": " + e.Message);
                return false;
            }
        }
    }
}
