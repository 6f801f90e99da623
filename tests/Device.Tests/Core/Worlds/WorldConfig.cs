using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>
/// What a gateway wants of the board in one world: new documents now and then, many with a Wi-Fi password that is wrong. With a
/// wrong one nothing is in reach, so a board that kept it would never be heard again.
/// </summary>
/// <param name="intervalMs">Stays: the world counts by it.</param>
internal sealed class WorldConfig(int intervalMs)
{
    private const string Right = "good";
    private const long TendMs = 5000;

    private string? _document;
    private int _version;

    /// <summary>Starts that ran with settings on trial, and of the trials those that were taken back.</summary>
    public int Trials { get; private set; }

    public int Reverted { get; private set; }

    /// <summary>Milliseconds until the board's supervisor looks at the trial again.</summary>
    public static long NextMs(Bench board) => board.Config.Phase == ConfigPhase.Trial ? TendMs : long.MaxValue;

    public void Change(Random random, Bench board)
    {
        var password = random.Next(2) == 0 ? "wrong" : Right;
        var user = random.Next(2) == 0 ? "\"broker_user\":\"u" + random.Next(3) + "\"," : "";
        _document = $$$"""{"version":{{{++_version}}},"settings":{{{{user}}}"interval_ms":{{{intervalMs}}},"log_level":"debug","wifi_password":"{{{password}}}","trial_s":{{{random.Next(60, 900)}}}}}""";
        Apply(board);
        if (board.Mqtt.IsOpen) board.Mqtt.Receive(Bench.Device + "config/desired", _document);
    }

    /// <summary>The broker keeps the newest document for whoever connects.</summary>
    public void Apply(Bench board) => board.Mqtt.Desired = _document;

    public bool IsInReach(Bench board) => board.Settings!.WifiPassword == Right;

    public void Starts(Bench board)
    {
        if (board.Config.Phase == ConfigPhase.Trial) Trials++;
    }

    public void Tend(Bench board, long nowMs)
    {
        var before = board.Config.Phase;
        board.Trial.Tend(nowMs);
        if (before == ConfigPhase.Trial && board.Config.Phase == ConfigPhase.Reverted) Reverted++;
    }

    public static void Judge(Bench board)
    {
        Assert.NotEqual(ConfigPhase.Trial, board.Config.Phase);
        Assert.Equal(Right, board.Settings!.WifiPassword);
    }
}
