namespace Nanofleet.VirtualBoard.Power;

/// <summary>Why a life began; the board itself knows only whether it woke from deep sleep.</summary>
internal enum BootCause
{
    PowerOn,
    Reboot,
    SleepTimer,
}
