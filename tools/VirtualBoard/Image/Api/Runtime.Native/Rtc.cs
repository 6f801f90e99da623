using System;
using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Runtime.Native;

public static class Rtc
{
    public static bool SetSystemTime(DateTime time)
    {
        var life = BoardLife.Current;
        life.Do(() => life.Clock.Set(time.Ticks));
        return true;
    }
}
