namespace Nanofleet.VirtualBoard.Network;

/// <summary>What lies between a board and the network: the access points, and whether they can be heard.</summary>
internal sealed class Air(Board board)
{
    private readonly int _seed = board.Options.EffectiveSeed;
    private TaskCompletionSource _open = Opened();

    internal bool IsCut { get; private set; }

    internal byte[] Mac { get; } = board.Options.EffectiveMac;

    internal string Address => $"10.{Mac[3]}.{Mac[4]}.{Math.Clamp(Mac[5], (byte)2, (byte)254)}";

    internal string Gateway => $"10.{Mac[3]}.{Mac[4]}.1";

    /// <summary>Around -60 dBm, a little different for each board and moment.</summary>
    internal int Rssi => -60 - Math.Abs(_seed % 15) + (int)(4 * Math.Sin(_seed % 7 + Environment.TickCount64 / 20_000.0));

    /// <summary>Set by a successful join, kept over power cycles as the board's flash does.</summary>
    internal (string Ssid, string Password)? Stored { get; set; }

    /// <summary>Completes when bytes can pass.</summary>
    internal Task WhenOpen => _open.Task;

    internal void Cut()
    {
        lock (board.Gate)
        {
            if (IsCut) return;
            IsCut = true;
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            board.LiveNetwork?.LoseAir();
        }
    }

    internal void Restore()
    {
        lock (board.Gate)
        {
            if (!IsCut) return;
            IsCut = false;
            _open.SetResult();
            board.LiveNetwork?.RegainAir();
        }
    }

    /// <summary>Names of all that can be heard.</summary>
    internal IEnumerable<string> Networks => IsCut ? [] : board.Options.Neighbours.Prepend(board.Options.WifiSsid);

    internal JoinResult Answer(string ssid, string password) =>
        IsCut || !Networks.Contains(ssid) ? JoinResult.NoSuchNetwork
        : ssid != board.Options.WifiSsid || password != board.Options.WifiPassword ? JoinResult.WrongPassword
        : JoinResult.Joined;

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
