using Nanofleet.VirtualBoard.Power;
using LifeEnd = Nanofleet.VirtualBoard.Power.LifeEnd;

namespace nanoFramework.Runtime.Native;

public class Power
{
    public static event RebootEventHandler OnRebootEvent
    {
        add => BoardLife.Current.State<Handlers>().Reboot += value;
        remove => BoardLife.Current.State<Handlers>().Reboot -= value;
    }

    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot) => RebootDevice(0, rebootOption);

    public static void RebootDevice(int exeConstraintTimeout, RebootOption rebootOption = RebootOption.NormalReboot)
    {
        var life = BoardLife.Current;
        life.State<Handlers>().Reboot?.Invoke();
        life.Board.Restart(life, LifeEnd.Rebooted, BootCause.Reboot, System.TimeSpan.Zero);
        _ = BoardLife.Current;
    }

    private sealed class Handlers
    {
        internal RebootEventHandler Reboot;
    }
}
