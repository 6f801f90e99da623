namespace Nanofleet.Device.Tests.Core.Footprint;

/// <summary>A board has some twenty kilobytes to spare: what it does every few seconds must not litter them.</summary>
public sealed class FootprintTests(ITestOutputHelper output)
{
    private const int ArrayHeader = 32;

    [Fact]
    public void A_reading_asks_the_heap_for_its_message_and_a_sixteenth_of_a_journal_and_nothing_else()
    {
        var footprint = PublishPath.Measure(1000);

        output.WriteLine(footprint.ToString());
        Assert.InRange(footprint.Sampling, 0, 16);
        Assert.InRange(footprint.Sending, footprint.Message, footprint.Message + ArrayHeader);
        Assert.InRange(footprint.Heartbeat, footprint.HeartbeatMessage, footprint.HeartbeatMessage + ArrayHeader);
        Assert.Equal(0, footprint.Idle);
    }
}
