using Nanofleet.VirtualBoard.Power;

namespace System;

public static class Environment
{
    public static long TickCount64 => BoardLife.Current.Clock.UptimeMilliseconds;
}
