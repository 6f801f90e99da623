using System;
using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Runtime.Native;

public static class SystemInfo
{
    public static Version Version => Checked(new Version(1, 12, 4, 0));

    public static string OEMString => Checked("Nanofleet virtual board");

    public static byte OEM => Checked((byte)0);

    public static byte Model => Checked((byte)0);

    public static ushort SKU => Checked((ushort)0);

    public static string TargetName => Checked("VIRTUAL_ESP32");

    public static string Platform => Checked("ESP32");

    public static FloatingPoint FloatingPointSupport => Checked(FloatingPoint.DoublePrecisionSoftware);

    private static T Checked<T>(T value)
    {
        _ = BoardLife.Current;
        return value;
    }

    public enum FloatingPoint
    {
        None = 0,
        SinglePrecisionSoftware = 1,
        SinglePrecisionHardware = 2,
        DoublePrecisionSoftware = 3,
        DoublePrecisionHardware = 4,
    }
}
