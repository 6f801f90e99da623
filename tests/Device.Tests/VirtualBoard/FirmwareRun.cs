extern alias firmware;

using Nanofleet.VirtualBoard;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A few lines of firmware on a board, from a test.</summary>
internal static class FirmwareRun
{
    /// <summary>Gives the board power, runs the lines, and leaves it powered. What they throw fails the test.</summary>
    internal static async Task RunAsync(this Board board, Action firmware)
    {
        var done = new Signal();
        Exception? failure = null;
        board.PowerOn(() =>
        {
            failure = Record.Exception(firmware);
            done.Set();
            firmware::System.Threading.Thread.Sleep(Timeout.Infinite);
        });
        await done.WaitAsync();
        if (failure is not null) throw new InvalidOperationException("The firmware of the test failed.", failure);
    }
}
