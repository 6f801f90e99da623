using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Runtime.Native;

public static class GC
{
    /// <summary>The host collects for itself; the answer is the free memory that the board is set to have.</summary>
    public static uint Run(bool compactHeap) => (uint)BoardLife.Current.Board.FreeMemory;

    public static void EnableGCMessages(bool enable) => _ = BoardLife.Current;
}
