using System.Collections;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Parsing;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>
    /// Takes from the board what ties it to a network and a gateway: its settings, what the gateway wanted, certificates and
    /// the key, what the image knows of Wi-Fi. Readings that wait stay, for the same device: see <see cref="Journal.Ownership"/>.
    /// </summary>
    public sealed class Eraser
    {
        private readonly IFileStore _files;
        private readonly IStationMemory _station;
        private readonly Log _log;

        public Eraser(IFileStore files, IStationMemory station, Log log)
        {
            _files = files;
            _station = station;
            _log = log;
        }

        /// <summary>False where the flash keeps the settings: the board is then as it was.</summary>
        public bool Erase()
        {
            Hashtable settings = SettingsFile.Load(_files.Read(SettingsFile.Name), out _);
            // First what would bring the settings back, then these: from there on the board is blank, whatever is left of the rest.
            if (!_files.Delete(SettingsInstall.NewName) || !_files.Delete(SettingsFile.Name)) return false;
            string[] names = _files.List() ?? new string[0];
            for (int i = 0; i < names.Length; i++)
                if (IsNamed(settings, names[i]) || names[i].IndexOf(ConfigStore.DocumentName) == 0) _files.Delete(names[i]);
            _station.Forget();
            _log.Warning("settings erased: the board waits for others after the restart");
            return true;
        }

        // By the settings, as a certificate or key of theirs.
        private static bool IsNamed(Hashtable settings, string file)
        {
            if (settings == null) return false;
            return file == settings["broker_ca"] as string || file == settings[ClientCertificate.FileKey] as string || file == settings[ClientCertificate.KeyFileKey] as string;
        }
    }
}
