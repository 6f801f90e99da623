using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Two gateways under one client identifier, seen from one of them.</summary>
public sealed class TakeoverSignsTests
{
    private static readonly MqttDisconnect Closed = new(MqttReasonCode.UnspecifiedError, true, "the broker closed the connection");
    private static readonly MqttDisconnect TakenOver = new(MqttReasonCode.SessionTakenOver, true, "the broker said SessionTakenOver");

    private readonly ManualClock _clock = new();
    private readonly TakeoverSigns _signs;

    public TakeoverSignsTests() => _signs = new TakeoverSigns(_clock);

    [Fact]
    public void A_rival_shows_once_when_the_broker_ends_three_short_connections_in_a_row() =>
        Assert.Equal([false, false, true, false], Lose(Closed, TimeSpan.FromSeconds(2), times: 4));

    [Fact]
    public void A_rival_shows_at_once_when_the_broker_says_so() =>
        Assert.Equal([true, false], Lose(TakenOver, TimeSpan.FromSeconds(1), times: 2));

    [Fact]
    public void No_rival_shows_when_connections_last() =>
        Assert.Equal([false, false, false, false], Lose(Closed, TimeSpan.FromMinutes(1), times: 4));

    [Fact]
    public void No_rival_shows_when_the_broker_is_away()
    {
        _signs.Connected();
        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(_signs.Lost(Closed)));
    }

    private bool[] Lose(MqttDisconnect reason, TimeSpan after, int times) => [.. Enumerable.Range(0, times).Select(_ =>
    {
        _signs.Connected();
        _clock.Advance(after);
        return _signs.Lost(reason);
    })];
}
