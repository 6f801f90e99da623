using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Networking;

/// <summary>Time comes from the host, wrong by what the board's options say. Without network nothing happens.</summary>
public class Sntp
{
    public static bool IsStarted => BoardLife.Current.Network.SetsClockOnJoin;

    public static string Server1
    {
        get => BoardLife.Current.Network.TimeServers[0];
        set => BoardLife.Current.Network.TimeServers[0] = value;
    }

    public static string Server2
    {
        get => BoardLife.Current.Network.TimeServers[1];
        set => BoardLife.Current.Network.TimeServers[1] = value;
    }

    public static void Start()
    {
        BoardLife.Current.Network.SetsClockOnJoin = true;
        UpdateNow();
    }

    public static void Stop() => BoardLife.Current.Network.SetsClockOnJoin = false;

    public static void UpdateNow() => BoardLife.Current.Network.TrySetClock();
}
