using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Networking;

/// <summary>Time comes from the host, wrong by what the board's options say. Without network nothing happens.</summary>
public class Sntp
{
    public static bool IsStarted => BoardLife.Current.Network.SetsClockOnJoin;

    public static string Server1
    {
        get => BoardLife.Current.State<Servers>().First;
        set => BoardLife.Current.State<Servers>().First = value;
    }

    public static string Server2
    {
        get => BoardLife.Current.State<Servers>().Second;
        set => BoardLife.Current.State<Servers>().Second = value;
    }

    public static void Start()
    {
        BoardLife.Current.Network.SetsClockOnJoin = true;
        UpdateNow();
    }

    public static void Stop() => BoardLife.Current.Network.SetsClockOnJoin = false;

    public static void UpdateNow() => BoardLife.Current.Network.TrySetClock();

    private sealed class Servers
    {
        internal string First { get; set; } = "0.pool.ntp.org";

        internal string Second { get; set; } = "1.pool.ntp.org";
    }
}
