namespace Nanofleet.Device.Tests.Core.Fakes;

internal sealed class FakeBoard : IBoard
{
    public string Model => "TEST_BOARD";

    public long FreeMemory { get; set; } = 54321;

    public bool WokeByTimer { get; set; }

    /// <summary>How long it means to sleep; null while it is awake.</summary>
    public long? SleepMs { get; private set; }

    public int Reboots { get; private set; }

    public void Sleep(long milliseconds) => SleepMs = milliseconds;

    public void Reboot() => Reboots++;
}
