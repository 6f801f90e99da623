using System;
using System.Threading;
using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Hardware.Esp32;

/// <summary>Deep sleep ends the life; the timer begins the next one. Without a timer the board sleeps until its power is cycled.</summary>
public class Sleep
{
    public static EspNativeError EnableWakeupByTimer(TimeSpan time)
    {
        BoardLife.Current.State<Wakeup>().After = time;
        return EspNativeError.OK;
    }

    public static void StartDeepSleep()
    {
        var life = BoardLife.Current;
        life.Board.Restart(life, LifeEnd.Slept, BootCause.SleepTimer, life.State<Wakeup>().After);
        _ = BoardLife.Current;
    }

    public static EspNativeError StartLightSleep()
    {
        var life = BoardLife.Current;
        life.Sleep((int)life.State<Wakeup>().After.TotalMilliseconds);
        return EspNativeError.OK;
    }

    public static WakeupCause GetWakeupCause() =>
        BoardLife.Current.Cause == BootCause.SleepTimer ? WakeupCause.Timer : WakeupCause.Undefined;

    private sealed class Wakeup
    {
        internal TimeSpan After { get; set; } = Timeout.InfiniteTimeSpan;
    }

    public enum WakeupCause
    {
        Undefined = 0,
        Ext0 = 2,
        Ext1 = 3,
        Timer = 4,
        TouchPad = 5,
        Ulp = 6,
        Gpio = 7,
        Uart = 8,
        Wifi = 9,
        CoCpu = 10,
        CoCpuTrapTrig = 11,
        Bt = 12,
    }
}
