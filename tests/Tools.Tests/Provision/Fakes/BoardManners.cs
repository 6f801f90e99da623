using Nanofleet.Contract.Improv;

namespace Nanofleet.Tools.Tests.Provision.Fakes;

/// <summary>How a scripted board behaves; without changes, well.</summary>
internal sealed class BoardManners
{
    /// <summary>It says nothing at all.</summary>
    public bool IsMute { get; set; }

    /// <summary>It speaks Improv, and knows none of our frames.</summary>
    public bool IsForeign { get; set; }

    /// <summary>So many of its next frames have a wrong checksum.</summary>
    public int DamagedAnswers { get; set; }

    /// <summary>It finds so many of the next frames damaged.</summary>
    public int DamagedRequests { get; set; }

    /// <summary>It finds every frame of the settings damaged.</summary>
    public bool DamagesSettings { get; set; }

    /// <summary>It has restarted whenever settings are to be kept.</summary>
    public bool ForgetsSettings { get; set; }

    /// <summary>It is busy for so many commands that come next.</summary>
    public int BusyFor { get; set; }

    /// <summary>A command that it does not know.</summary>
    public byte? UnknownCommand { get; set; }

    /// <summary>Why it cannot join: wifi_ssid, wifi_password, or an empty text; null: it can.</summary>
    public string? JoinFault { get; set; }

    /// <summary>Settings that it refuses, with a sentence each.</summary>
    public Dictionary<string, string> SettingFaults { get; } = [];

    /// <summary>The cable is pulled in the middle of the answer to this step.</summary>
    public byte? PulledAt { get; set; }

    /// <summary>It says nothing to this step of the settings.</summary>
    public byte? SilentAt { get; set; }

    /// <summary>It does not listen before so many frames were lost, as a board that restarts.</summary>
    public int LostAtStart { get; set; }

    public string Model { get; set; } = "VIRTUAL_ESP32";

    public byte State { get; set; } = ImprovStates.Ready;

    public Dictionary<string, int> Networks { get; } = new() { ["workshop"] = -54, ["next door"] = -86 };
}
