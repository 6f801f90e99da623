using System.Text;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;

namespace Nanofleet.Device.Core.Journal
{
    /// <summary>
    /// What waits on flash belongs to the device that took it. A board that gets its old name again goes on where it stopped; under
    /// another name it starts with nothing, for those readings are in the account of a device that it is no longer.
    /// </summary>
    public sealed class Ownership
    {
        public const string FileName = "owner";

        private readonly IFileStore _files;
        private readonly TwinFile _record;
        private readonly Log _log;

        public Ownership(IFileStore files, Log log)
        {
            _files = files;
            _record = new TwinFile(files, FileName);
            _log = log;
        }

        /// <summary>Before journal and outbox are read.</summary>
        public void Claim(string ns, string deviceId)
        {
            string name = ns + "/" + deviceId;
            byte[] kept = _record.Load();
            string before = kept == null ? name : Encoding.UTF8.GetString(kept, 0, kept.Length);
            // The name last: where power goes in between, the next start removes the rest.
            if (before != name) Remove(before);
            if (kept == null || before != name) _record.Save(Encoding.UTF8.GetBytes(name));
        }

        private void Remove(string before)
        {
            _log.Warning("this board was " + before + ": what waited under that name is removed");
            string[] names = _files.List() ?? new string[0];
            for (int i = 0; i < names.Length; i++)
                if (IsOfTheDevice(names[i])) _files.Delete(names[i]);
        }

        private static bool IsOfTheDevice(string name) =>
            name == JournalSlots.SlotA || name == JournalSlots.SlotB || name.IndexOf(Segment.Prefix) == 0 || name == OpenRequest.FileName || name == AnswerBook.FileName;
    }
}
