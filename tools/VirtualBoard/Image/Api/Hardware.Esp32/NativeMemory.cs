using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Hardware.Esp32;

public class NativeMemory
{
    // Internal RAM of an ESP32 that the firmware image leaves for the heap; there is no SPI RAM on the virtual board.
    private const uint InternalBytes = 300_000;

    public static void GetMemoryInfo(MemoryType memType, out uint totalSize, out uint totalFreeSize, out uint largestFreeBlock)
    {
        var free = (uint)BoardLife.Current.Board.FreeMemory;
        totalSize = memType == MemoryType.SpiRam ? 0 : InternalBytes;
        totalFreeSize = memType == MemoryType.SpiRam ? 0 : free;
        largestFreeBlock = totalFreeSize / 2;
    }

    public enum MemoryType
    {
        All = 0,
        Internal = 1,
        SpiRam = 2,
    }
}
