using Nanofleet.Device.Core.Configuration;

namespace Nanofleet.Device.Core.Provisioning
{
    /// <summary>What a board says of itself before it has settings.</summary>
    public sealed class BoardIdentity
    {
        public const string Firmware = "Nanofleet";

        public BoardIdentity(byte[] mac, string model)
        {
            Mac = SettingsFile.Hex(mac);
            Model = model;
            DeviceId = SettingsFile.OwnDeviceId(mac);
        }

        /// <summary>The Wi-Fi address in 12 hex digits.</summary>
        public string Mac { get; }

        public string Model { get; }

        /// <summary>Its device id where the settings name none.</summary>
        public string DeviceId { get; }
    }
}
