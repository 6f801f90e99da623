namespace Nanofleet.Device.Tests.Core.Fakes;

internal sealed class FakeBoard : IBoard
{
    public string Model => "TEST_BOARD";

    public long FreeMemory { get; set; } = 54321;

    public int Reboots { get; private set; }

    public void Reboot() => Reboots++;
}
