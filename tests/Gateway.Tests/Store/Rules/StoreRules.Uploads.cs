using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    private static DataInbound Upload(string key, double value, long arrival = 1_000, byte content = 0, string device = Message.Device) =>
        new(device, arrival, null, 0, [Message.Reading(value, arrival, quality: TimeQuality.Arrival)], [], [], Key: new ClientKey(key, [content]));

    [Fact]
    public async Task An_upload_with_a_known_key_is_stored_once_also_by_another_gateway()
    {
        var first = await CommitAsync(Upload("a", 1), Upload("a", 1), Upload("b", 2));
        var later = await Open().CommitAsync([Upload("a", 1, arrival: 2_000)], Cancel);

        Assert.Equal([Outcome.Stored, Outcome.Duplicate, Outcome.Stored], first.Outcomes);
        Assert.Equal([Outcome.Duplicate], later.Outcomes);
        Assert.Equal([1, 2], (await ValuesAsync()).Order());
    }

    [Fact]
    public async Task The_same_key_of_another_device_is_another_key_and_for_another_content_a_conflict()
    {
        var result = await CommitAsync(Upload("a", 1), Upload("a", 2, device: "other"), Upload("a", 3, content: 1));

        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Conflict], result.Outcomes);
        Assert.Equal([1], await ValuesAsync());
    }

    [Fact]
    public async Task A_key_is_forgotten_when_it_is_old_and_the_oldest_when_there_are_too_many()
    {
        var store = Open(new StoreOptions { UploadKeyAge = TimeSpan.FromSeconds(10), UploadKeys = 2 });
        await store.CommitAsync([Upload("a", 1, arrival: 1_000)], Cancel);
        Assert.Equal([Outcome.Duplicate], (await store.CommitAsync([Upload("a", 1, arrival: 11_000)], Cancel)).Outcomes);
        await store.CommitAsync([Upload("b", 2, arrival: 11_001)], Cancel);
        Assert.Equal([Outcome.Stored], (await store.CommitAsync([Upload("a", 3, arrival: 11_002)], Cancel)).Outcomes);

        for (var at = 0; at < 10; at++) await store.CommitAsync([Upload($"{at}", at, arrival: 12_000 + at)], Cancel);

        Assert.InRange(await SqlAsync("SELECT COUNT(*) FROM upload_keys"), 2, 3);
    }

    [Fact]
    public async Task A_key_of_what_was_not_kept_is_not_remembered()
    {
        await CommitAsync(Upload("a", 1) with { Readings = [], Refused = [Message.Refusal("x")] });

        Assert.Equal([Outcome.Stored], (await CommitAsync(Upload("a", 2, content: 1))).Outcomes);
    }

    [Fact]
    public async Task What_waits_without_a_number_waits_each_time_that_it_arrives()
    {
        var store = Open(new StoreOptions { Unknown = UnknownDevices.Pending });
        DataInbound Same(long arrival) => Message.Foreign(arrival, Message.Reading(21, arrival, quality: TimeQuality.Arrival)) with { Payload = "{}"u8.ToArray() };

        await store.CommitAsync([Same(1), Same(2)], Cancel);

        Assert.Equal(2, (await KeptAsync()).Count);
    }
}
