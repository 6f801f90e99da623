using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>The queue's bounds, in messages and bytes.</summary>
public sealed class IngestQueueTests
{
    [Fact]
    public async Task Bytes_bound_the_queue_as_messages_do()
    {
        var queue = new IngestQueue(new IngestOptions { QueueBytes = 200_000 });
        for (var i = 0; i < 3; i++) await queue.AddAsync(Item(60_000), Patience.Cancel);

        var fourth = queue.AddAsync(Item(60_000), Patience.Cancel);
        Assert.False(fourth.IsCompleted);

        queue.TakeInto([], 1);
        await fourth.AsTask().InTime();
        Assert.Equal(3, queue.Count);
    }

    [Fact]
    public void An_empty_queue_takes_an_item_larger_than_its_limit()
    {
        var queue = new IngestQueue(new IngestOptions { QueueBytes = 1000 });

        Assert.True(queue.AddAsync(Item(60_000), Patience.Cancel).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_receiver_whose_connection_ended_while_it_waited_leaves_no_message_behind()
    {
        var queue = new IngestQueue(new IngestOptions { QueueMessages = 1 });
        await queue.AddAsync(Item(1), Patience.Cancel);
        using var connection = new CancellationTokenSource();
        var gone = queue.AddAsync(Item(2), connection.Token).AsTask();
        var waits = queue.AddAsync(Item(3), Patience.Cancel).AsTask();

        await connection.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        List<IngestItem> taken = [];
        queue.TakeInto(taken, 10);
        await waits.InTime();
        queue.TakeInto(taken, 10);

        Assert.Equal([1, 3], taken.Select(item => item.Raw.Payload.Length));
    }

    [Fact]
    public async Task Waiting_receivers_are_let_in_in_their_order()
    {
        var queue = new IngestQueue(new IngestOptions { QueueMessages = 1 });
        var all = Enumerable.Range(1, 50).Select(bytes => queue.AddAsync(Item(bytes), Patience.Cancel).AsTask()).ToArray();
        List<IngestItem> taken = [];
        while (taken.Count < all.Length)
        {
            queue.Wait(Patience.Cancel);
            queue.TakeInto(taken, taken.Count + 1);
        }

        await Task.WhenAll(all).InTime();
        Assert.Equal(Enumerable.Range(1, 50), taken.Select(item => item.Raw.Payload.Length));
    }

    [Fact]
    public async Task A_writer_that_sleeps_is_woken_by_a_message_and_by_the_end()
    {
        var queue = new IngestQueue(new IngestOptions());
        using var stop = new CancellationTokenSource();
        using var _ = stop.Token.Register(queue.Wake);
        var first = Task.Run(() => queue.Wait(stop.Token), Patience.Cancel);
        await queue.AddAsync(Item(1), Patience.Cancel);
        Assert.True(await first.InTime());
        queue.TakeInto([], 1);

        var second = Task.Run(() => queue.Wait(stop.Token), Patience.Cancel);
        await stop.CancelAsync();

        Assert.False(await second.InTime());
    }

    private static IngestItem Item(int bytes) =>
        new(new HeartbeatInbound("b1", Times.Arrival, null, 0, null), new RawMessage("devices/b1/heartbeat", new byte[bytes], Times.Arrival, false), default);
}
