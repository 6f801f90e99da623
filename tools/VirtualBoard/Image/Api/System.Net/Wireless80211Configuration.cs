using System;
using Nanofleet.VirtualBoard.Power;

namespace System.Net.NetworkInformation;

/// <summary>What the image remembers of Wi-Fi, over power cycles.</summary>
public class Wireless80211Configuration
{
    private readonly BoardLife _life = BoardLife.Current;

    public Wireless80211Configuration(uint id)
    {
        Id = id;
        (Ssid, Password) = _life.Do(() => _life.Board.Air.Stored) ?? ("", "");
    }

    [Flags]
    public enum ConfigurationOptions : byte
    {
        None = 0,
        Disable = 1,
        Enable = 2,
        AutoConnect = 6,
        SmartConfig = 10,
    }

    public uint Id { get; }

    public string Ssid { get; set; }

    public string Password { get; set; }

    public ConfigurationOptions Options { get; set; } = ConfigurationOptions.AutoConnect;

    public static Wireless80211Configuration[] GetAllWireless80211Configurations() => new[] { new Wireless80211Configuration(0) };

    public void SaveConfiguration() => _life.Do(() => _life.Board.Air.Stored = Ssid.Length == 0 ? null : (Ssid, Password));
}
