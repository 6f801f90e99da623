namespace Nanofleet.VirtualBoard.Firmware;

/// <summary>The firmware of device/App, unmodified, for virtual boards.</summary>
public static class VirtualFirmware
{
    /// <summary>Where the firmware reads its settings at start.</summary>
    public const string SettingsFile = @"I:\nanofleet.json";

    /// <summary>Puts a settings file on the board, as flashing does; the firmware reads it at its next start.</summary>
    public static void Configure(Board board, FirmwareSettings settings) => board.Storage.WriteAllText(SettingsFile, settings.ToJson());

    /// <summary>Gives the board power; the firmware's Main runs on the board's own thread.</summary>
    public static void PowerOn(Board board) => board.PowerOn(Device.App.Program.Main);
}
