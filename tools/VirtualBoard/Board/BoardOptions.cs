using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.VirtualBoard;

/// <summary>What kind of board it is, and where it stands. Not to be changed once the board is made.</summary>
public sealed class BoardOptions
{
    /// <summary>Names the board in consoles and messages; also the root of its seed and hardware address.</summary>
    public string Name { get; set; } = "board";

    /// <summary>Weather, signal strength and torn writes follow from it; null derives it from the name.</summary>
    public int? Seed { get; set; }

    /// <summary>Six bytes; null derives them from the name, so that boards differ.</summary>
    public byte[]? MacAddress { get; set; }

    /// <summary>Keeps the board's files on the host's disk; null keeps them in memory for as long as the object lives.</summary>
    public string? StorageFolder { get; set; }

    /// <summary>Size of drive I:. An ESP32 with 4 MB has this much.</summary>
    public int StorageBytes { get; set; } = 256 * 1024;

    /// <summary>The network in reach that the board may join.</summary>
    public string WifiSsid { get; set; } = "nanofleet";

    /// <summary>What that network wants to hear.</summary>
    public string WifiPassword { get; set; } = "nanofleet";

    /// <summary>Names of other networks in reach, whose passwords nobody here knows.</summary>
    public IReadOnlyList<string> Neighbours { get; set; } = [];

    /// <summary>From asking for the network to having an address. Hardware takes two to five seconds; tests do not wait for that.</summary>
    public TimeSpan WifiJoinTime { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a silent access point goes unnoticed: until then the firmware still believes that it is connected.</summary>
    public TimeSpan WifiLossNotice { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The time servers that answer, as the firmware calls them; null for whichever it asks.</summary>
    public IReadOnlyList<string>? TimeServers { get; set; }

    /// <summary>How wrong the time is that the network gives.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>How much faster than real time the crystal runs, in parts per million; negative is slower.</summary>
    public double ClockDriftPpm { get; set; }

    /// <summary>From a reboot or the end of a deep sleep to the first line of Main.</summary>
    public TimeSpan BootTime { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What the firmware is told when it asks how much managed memory is free.</summary>
    public int FreeMemory { get; set; } = 96_000;

    /// <summary>How many of the last console lines are kept.</summary>
    public int ConsoleLines { get; set; } = 500;

    internal int EffectiveSeed => Seed ?? BitConverter.ToInt32(Digest());

    // 24:0A:C4 is Espressif's; the rest tells boards apart.
    internal byte[] EffectiveMac => MacAddress ?? [0x24, 0x0A, 0xC4, .. Digest().AsSpan(8, 3)];

    private byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(Name));
}
