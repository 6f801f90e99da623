namespace Nanofleet.VirtualBoard.Firmware;

/// <summary>The firmware of device/App, unmodified, for virtual boards.</summary>
public static class VirtualFirmware
{
    /// <summary>Gives the board power; the firmware's Main runs on the board's own thread.</summary>
    public static void PowerOn(Board board)
    {
        var main = typeof(nanoFramework.Runtime.Native.Power).Assembly.GetType("Nanofleet.Device.App.Program", throwOnError: true)!.GetMethod("Main")!;
        board.PowerOn(main.CreateDelegate<ThreadStart>());
    }
}
