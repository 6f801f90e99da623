using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest.Spool;

/// <summary>An outage of the database as the senders see it: acknowledged from the disk, stored in order when it is back, nothing lost, nothing twice.</summary>
public sealed class SpoolOutageTests : IDisposable
{
    private readonly SpoolDirectory _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Messages_are_acknowledged_from_the_disk_during_an_outage_and_stored_in_order_after_it()
    {
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        await pipeline.SendAsync(1);
        await pipeline.Acks.WaitForAsync(1);
        _store.IsDown = true;
        for (var seq = 2; seq <= 1500; seq++) await pipeline.SendAsync(seq);

        await pipeline.Acks.WaitForAsync(1500);

        Assert.Single(_store.Committed);
        Assert.Equal(Enumerable.Range(1, 1500).Select(n => (uint)n), pipeline.Acks.Tokens);
        Assert.Equal((1499L, 1499L), (pipeline.Spool.Counts.Messages, pipeline.Counters.Spooled));

        _store.IsDown = false;
        await EmptyAsync(pipeline);

        Assert.Equal(Enumerable.Range(1, 1500).Select(n => (long)n), _store.Committed.Cast<DataInbound>().Select(data => data.Seq));
        Assert.All(_store.Batches, size => Assert.InRange(size, 1, 500));
        Assert.Equal(1499, pipeline.Counters.Drained);
        Assert.False(pipeline.State.IsDown);
    }

    [Fact]
    public async Task A_short_outage_is_waited_out_without_the_spool()
    {
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open(), spoolAfter: TimeSpan.FromMinutes(1)).StartAsync();
        _store.IsDown = true;
        await pipeline.SendAsync(1);
        for (var attempt = 0; attempt < 4; attempt++) await _store.WaitForAttemptAsync();
        Assert.Empty(pipeline.Acks.Answers);

        _store.IsDown = false;
        await pipeline.Acks.WaitForAsync(1);

        Assert.Equal(0, pipeline.Counters.Spooled);
    }

    [Fact]
    public async Task A_message_keeps_its_time_its_topic_and_its_bytes_on_its_way_through_the_spool()
    {
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        _store.IsDown = true;
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await pipeline.SendAsync("""{"temperature":25.5}""", "devices/foreign/data");
        await pipeline.SendAsync("no JSON", "devices/foreign/data");
        await pipeline.Acks.WaitForAsync(2);
        var after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        _store.IsDown = false;
        await EmptyAsync(pipeline);

        var data = Assert.IsType<DataInbound>(_store.Committed[0]);
        Assert.Equal(("foreign", 25.5), (data.DeviceId, Assert.Single(data.Readings).Value));
        Assert.InRange(data.ArrivalMs, before, after);
        var refused = Assert.IsType<QuarantineInbound>(_store.Committed[1]);
        Assert.Equal(("devices/foreign/data", "no JSON"), (refused.Row.Topic, System.Text.Encoding.UTF8.GetString(refused.Row.Payload)));
    }

    [Fact]
    public async Task A_full_spool_holds_the_acknowledgements_back_and_drops_nothing()
    {
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open(SpoolOptions.LeastBytes)).StartAsync();
        _store.IsDown = true;
        for (var seq = 1; seq <= 2000; seq++) await pipeline.SendAsync(seq);
        await WaitAsync(() => pipeline.Spool.Counts.Problem is not null);
        var held = pipeline.Acks.Answers.Count;
        Assert.InRange(held, 1, 1999);

        _store.IsDown = false;
        await pipeline.Acks.WaitForAsync(2000);
        await EmptyAsync(pipeline);

        Assert.Equal(Enumerable.Range(1, 2000).Select(n => (uint)n), pipeline.Acks.Tokens);
        Assert.Equal(Enumerable.Range(1, 2000).Select(n => (long)n), _store.Committed.Cast<DataInbound>().Select(data => data.Seq).Order());
    }

    [Fact]
    public async Task An_upload_is_not_spooled_its_sender_hears_of_the_outage()
    {
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        _store.IsDown = true;
        await pipeline.SendAsync(1);
        var raw = new RawMessage("devices/b2/data", default, 1, Replayed: false);
        var upload = IngestItem.Of(new DataInbound("b2", 1, null, 0, [], [], []), raw);
        await pipeline.Queue.AddAsync(upload, Patience.Cancel);

        var told = await Assert.ThrowsAsync<StoreUnavailableException>(() => upload.Told!.Task.InTime());

        Assert.Contains("switched the database off", told.Message);
        await pipeline.Acks.WaitForAsync(1);
        Assert.Equal(1, pipeline.Spool.Counts.Messages);
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_start_does_not_hold_messages_up()
    {
        _store.IsDown = true;
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        await pipeline.SendAsync(1);
        await pipeline.Acks.WaitForAsync(1);
        Assert.Empty(_store.Committed);

        _store.IsDown = false;
        await EmptyAsync(pipeline);

        Assert.Single(_store.Committed);
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_brought_in_by_the_next_one()
    {
        _store.IsDown = true;
        using (var spool = _folder.Open())
        {
            await using var first = await new Pipeline(_store, spool: spool).StartAsync();
            for (var seq = 1; seq <= 10; seq++) await first.SendAsync(seq);
            await first.Acks.WaitForAsync(10);
        }

        _store.IsDown = false;
        await using var next = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        await next.SendAsync(11);
        await next.Acks.WaitForAsync(1);
        await EmptyAsync(next);

        Assert.Equal(Enumerable.Range(1, 11).Select(n => (long)n), _store.Committed.Cast<DataInbound>().Select(data => data.Seq).Order());
    }

    [Fact]
    public async Task A_spooled_message_that_the_database_never_takes_goes_to_quarantine_with_its_place_and_the_rest_on_its_way()
    {
        _store.IsPoison = item => item is DataInbound { Seq: 37, Readings.Count: > 0 };
        await using var pipeline = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        _store.IsDown = true;
        for (var seq = 1; seq <= 100; seq++) await pipeline.SendAsync(seq);
        await pipeline.Acks.WaitForAsync(100);

        _store.IsDown = false;
        await EmptyAsync(pipeline);

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), _store.Committed.Cast<DataInbound>().Select(data => data.Seq));
        Assert.All(_store.Committed, item => Assert.NotNull(item.Spooled));
        Assert.Single(Assert.IsType<DataInbound>(_store.Committed[36]).Refused);
    }

    [Fact]
    public async Task Damage_of_the_disk_goes_to_quarantine_with_file_and_offset_and_the_rest_is_stored()
    {
        _store.IsDown = true;
        using (var spool = _folder.Open())
        {
            await using var first = await new Pipeline(_store, spool: spool).StartAsync();
            for (var seq = 1; seq <= 3; seq++) await first.SendAsync(seq);
            await first.Acks.WaitForAsync(3);
        }

        var file = Assert.Single(_folder.Files);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        _store.IsDown = false;
        await using var next = await new Pipeline(_store, spool: _folder.Open()).StartAsync();
        await EmptyAsync(next);

        Assert.Equal([1, 3], _store.Committed.OfType<DataInbound>().Select(data => data.Seq));
        var damage = Assert.Single(_store.Committed.OfType<QuarantineInbound>()).Row;
        Assert.Equal("spool_damaged", damage.Reason);
        Assert.Contains($"at offset {bytes.Length / 3} of the spool file {file}", damage.Sentence);
    }

    private static Task EmptyAsync(Pipeline pipeline) => WaitAsync(() => pipeline.Spool.IsEmpty && pipeline.Queue.Count == 0);

    private static async Task WaitAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!isSo()) await Task.Delay(5, limit.Token);
    }
}
