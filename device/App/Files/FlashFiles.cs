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
