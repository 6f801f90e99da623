using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>
/// What is said about the time in one world. There are three kinds: nobody lies; servers, clock and gateway lie, but always
/// into the past, and no two the same; or they lie as they please.
/// </summary>
internal sealed class WorldTime
{
    public static readonly string[] Servers = ["time-a", "time-b", "time-c"];

    private const long Silent = long.MinValue;
    private const long MostMs = 30L * 24 * 60 * 60 * 1000;

    private readonly bool _liesAhead;
    private readonly long[] _said = new long[Servers.Length];
    private readonly List<long> _lies = [];
    private bool _isHonest;
    private long _floorMs;

    public WorldTime(Random random)
    {
        var kind = random.Next(4);
        IsSteady = kind < 2;
        _liesAhead = kind == 3;
    }

    /// <summary>All that is said is true.</summary>
    public bool IsSteady { get; }

    /// <summary>By how much somebody is wrong.</summary>
    public long Lie(Random random)
    {
        if (IsSteady || _isHonest) return 0;
        return _liesAhead ? random.NextInt64(-MostMs, MostMs) : LieAlone(random);
    }

    /// <summary>Most gateways are right.</summary>
    public long GatewayLie(Random random) => random.Next(10) == 0 ? Lie(random) : 0;

    /// <summary>Each server is right, silent or wrong from now on.</summary>
    public void ChangeServers(Random random)
    {
        for (var i = 0; i < _said.Length; i++) _said[i] = random.Next(3) switch { 0 => 0, 1 => Silent, _ => Lie(random) };
    }

    public void MakeHonest()
    {
        _isHonest = true;
        Array.Clear(_said);
    }

    /// <param name="unixAtStart">The true one; 0 where no server is in reach.</param>
    public void Apply(FakeNetworkTime network, long unixAtStart)
    {
        network.UnixAtStart = unixAtStart;
        for (var i = 0; i < _said.Length; i++) network.Odd[Servers[i]] = unixAtStart == 0 || _said[i] == Silent ? 0 : unixAtStart + _said[i];
    }

    /// <summary>The board starts, and knows from its flash that it is at least so late.</summary>
    public void Starts(long floorMs)
    {
        if (!_liesAhead) Assert.True(floorMs >= _floorMs, $"the floor fell from {_floorMs} to {floorMs}");
        _floorMs = floorMs;
    }

    public void AssertNotBehind(long saidMs)
    {
        if (!_liesAhead && !_isHonest) Assert.True(saidMs >= _floorMs - TimeFloor.SlackMs, $"{saidMs} was said, and {_floorMs} was known before the start");
    }

    // Two that agree are believed against the floor, and rightly: the board cannot know that both lie. In a thousand worlds two
    // liars do agree by chance. Where none do, the floor must hold whatever is said.
    private long LieAlone(Random random)
    {
        var lie = random.NextInt64(-MostMs, 0);
        while (_lies.Exists(l => Math.Abs(l - lie) <= TimeKeeper.ApartMs)) lie = random.NextInt64(-MostMs, 0);
        _lies.Add(lie);
        return lie;
    }
}
