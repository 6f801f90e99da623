using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Batch;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>What a commit packs for the fold comes out as it went in.</summary>
public sealed class PendingDeltaTests
{
    private static readonly long Now = DateTimeOffset.UnixEpoch.AddYears(56).ToUnixTimeMilliseconds();

    [Fact]
    public void Packed_changes_come_out_as_they_went_in()
    {
        var deltas = new RollupDeltas();
        Activity[] activities = [new(1, Now, Now - 5), new(2, null, 7), new(3, 0, null), new(int.MaxValue, long.MaxValue / 4, -Now)];
        foreach (var activity in activities) deltas.Add(activity);
        for (var at = 0; at < 300; at++) deltas.Add(new NewReading(new ReadingPlace(Now + (at * 17_000), 1 + (at % 3), 1 + (at % 7)), at * 0.1, (TimeQuality)(at % 4), Now));
        deltas.Add(new NewReading(new ReadingPlace(-1, 1, 1), double.MaxValue, TimeQuality.Uptime, Now));
        deltas.Show(new ShownValue(9, 8, 4.5, Now, TimeQuality.Arrival));

        var writer = new DeltaWriter();
        deltas.Pack(writer);
        var unpacked = new RollupDeltas();
        unpacked.Add(writer.Packed);

        Assert.Equal(activities, unpacked.Activities);
        Assert.Equal(deltas.Rows(RollupLevel.Minute), unpacked.Rows(RollupLevel.Minute));
        Assert.Equal(deltas.Shown(), unpacked.Shown());
    }

    [Fact]
    public void Pieces_together_are_the_whole()
    {
        var deltas = new RollupDeltas();
        for (var at = 0; at < 250; at++)
        {
            deltas.Add(new Activity(at, at, null));
            deltas.Add(new NewReading(new ReadingPlace(Now + (at * 60_000), at, 1), at, TimeQuality.Device, Now));
        }

        var pieces = deltas.Pack(100);
        var together = new RollupDeltas();
        foreach (var piece in pieces) together.Add(piece);

        Assert.Equal(6, pieces.Count);
        Assert.Equal(deltas.Activities, together.Activities);
        Assert.Equal(deltas.Rows(RollupLevel.Hour), together.Rows(RollupLevel.Hour));
    }

    [Fact]
    public void What_an_earlier_program_left_is_understood_and_shows_nothing()
    {
        // version 1; device 5, sensor 6, minute 1 (zigzag 2), one reading of 1.5 at 250 ms
        byte[] packed = [1, 5, 6, 2, 1, .. BitConverter.GetBytes(1.5), 0xFA, 0x01];
        var deltas = new RollupDeltas();

        deltas.Add(packed);

        Assert.Equal([new RollupRow(5, 6, 60_000, Summary.Of(1.5, 60_250))], deltas.Rows(RollupLevel.Minute));
        Assert.Empty(deltas.Shown());
        Assert.Empty(deltas.Activities);
    }

    [Fact]
    public void Changes_of_one_device_are_picked_out()
    {
        var deltas = new RollupDeltas();
        for (var device = 1; device <= 3; device++)
        {
            deltas.Add(new Activity(device, device, null));
            deltas.Add(new NewReading(new ReadingPlace(Now, device, 1), device, TimeQuality.Device, Now));
        }

        var writer = new DeltaWriter();
        deltas.Pack(writer);
        var picked = new RollupDeltas();
        picked.Add(writer.Packed, deviceKey: 2);

        Assert.Equal([new Activity(2, 2, null)], picked.Activities);
        Assert.Equal(2, Assert.Single(picked.Shown()).Value);
    }

    [Fact]
    public void A_form_of_a_newer_program_is_refused() => Assert.Throws<InvalidDataException>(() => new RollupDeltas().Add(new byte[] { 3 }));
}
