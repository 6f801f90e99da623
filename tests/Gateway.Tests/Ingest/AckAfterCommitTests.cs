using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>The heart of the promise: what is acknowledged is in the database, and what is not in the database is not acknowledged.</summary>
public sealed class AckAfterCommitTests
{
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task A_message_is_acknowledged_when_its_commit_is_done_and_not_before()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();
        _store.Hold();

        await pipeline.SendAsync(1);
        await _store.WaitForAttemptAsync();
        Assert.Empty(pipeline.Acks.Answers); // the commit has begun and is held

        _store.Release();
        await pipeline.Acks.WaitForAsync(1);
        Assert.Equal((1u, MqttReasonCode.Success), pipeline.Acks.Answers[0]);
        Assert.Single(_store.Committed);
    }

    [Fact]
    public async Task What_gathers_during_a_commit_goes_into_the_next_one_together_and_in_order()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();
        _store.Hold();
        await pipeline.SendAsync(1);
        await _store.WaitForAttemptAsync();
        for (var seq = 2; seq <= 500; seq++) await pipeline.SendAsync(seq);

        _store.Release();
        await pipeline.Acks.WaitForAsync(500);

        Assert.Equal([1, 499], _store.Batches);
        Assert.Equal(Enumerable.Range(1, 500).Select(n => (uint)n), pipeline.Acks.Tokens);
        Assert.Equal(Enumerable.Range(1, 500).Select(n => (long)n), _store.Committed.Cast<DataInbound>().Select(data => data.Seq));
    }

    [Fact]
    public async Task A_batch_is_no_larger_than_its_limit()
    {
        await using var pipeline = await new Pipeline(_store, new IngestOptions { BatchMessages = 100 }).StartAsync();
        _store.Hold();
        await pipeline.SendAsync(1);
        await _store.WaitForAttemptAsync();
        for (var seq = 2; seq <= 251; seq++) await pipeline.SendAsync(seq);

        _store.Release();
        await pipeline.Acks.WaitForAsync(251);

        Assert.Equal([1, 100, 100, 50], _store.Batches);
    }

    [Fact]
    public async Task An_outage_of_the_database_holds_the_acknowledgements_back_and_loses_nothing()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();
        _store.IsDown = true;
        for (var seq = 1; seq <= 50; seq++) await pipeline.SendAsync(seq);
        await _store.WaitForAttemptAsync();
        await _store.WaitForAttemptAsync();
        await _store.WaitForAttemptAsync(); // it keeps trying
        Assert.Empty(pipeline.Acks.Answers);
        Assert.True(pipeline.State.IsDown);

        _store.IsDown = false;
        await pipeline.Acks.WaitForAsync(50);

        Assert.Equal(Enumerable.Range(1, 50).Select(n => (uint)n), pipeline.Acks.Tokens);
        Assert.Equal(50, _store.Committed.Count);
        Assert.False(pipeline.State.IsDown);
    }

    [Fact]
    public async Task An_outage_is_said_once_and_its_end_once()
    {
        var log = new LogBook<StoreState>();
        await using var pipeline = await new Pipeline(_store, log: log).StartAsync();
        _store.IsDown = true;
        await pipeline.SendAsync(1);
        for (var attempt = 0; attempt < 5; attempt++) await _store.WaitForAttemptAsync();
        _store.IsDown = false;
        await pipeline.Acks.WaitForAsync(1);

        Assert.Collection(
            log.Lines,
            down => Assert.Contains("The database is not available", down),
            back => Assert.Contains("The database is back", back));
    }

    [Fact]
    public async Task A_database_that_is_down_at_the_start_is_waited_for()
    {
        _store.IsDown = true;
        await using var pipeline = await new Pipeline(_store).StartAsync();
        await pipeline.SendAsync(1);
        Assert.True(pipeline.State.IsDown);

        _store.IsDown = false;
        await pipeline.Acks.WaitForAsync(1);

        Assert.Single(_store.Committed);
    }

    [Fact]
    public async Task A_full_queue_holds_the_receiver_back_and_drops_nothing()
    {
        await using var pipeline = await new Pipeline(_store, new IngestOptions { QueueMessages = 10 }).StartAsync();
        _store.Hold();
        await pipeline.SendAsync(1);
        await _store.WaitForAttemptAsync(); // the writer has taken it and waits
        for (var seq = 2; seq <= 11; seq++) await pipeline.SendAsync(seq);

        var eleventh = pipeline.SendAsync(12);
        var twelfth = pipeline.SendAsync(13);
        Assert.False(eleventh.IsCompleted);
        Assert.False(twelfth.IsCompleted);

        _store.Release();
        await Task.WhenAll(eleventh, twelfth).InTime();
        await pipeline.Acks.WaitForAsync(13);
        Assert.Equal(Enumerable.Range(1, 13).Select(n => (long)n), _store.Committed.Cast<DataInbound>().Select(data => data.Seq));
    }

    [Fact]
    public async Task A_message_that_the_database_never_takes_goes_to_quarantine_alone()
    {
        _store.IsPoison = item => item is DataInbound { Seq: 37 };
        await using var pipeline = await new Pipeline(_store).StartAsync();
        _store.Hold();
        await pipeline.SendAsync(1);
        await _store.WaitForAttemptAsync();
        for (var seq = 2; seq <= 100; seq++) await pipeline.SendAsync(seq);

        _store.Release();
        await pipeline.Acks.WaitForAsync(100);

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (uint)n), pipeline.Acks.Tokens); // in order, the culprit too
        Assert.Equal(99, _store.Committed.OfType<DataInbound>().Count());
        var culprit = Assert.Single(_store.Committed.OfType<QuarantineInbound>()).Row;
        Assert.Equal(("devices/b1/data", RefusalCodes.NotStorable), (culprit.Topic, culprit.Reason));
        Assert.Contains("The test's database cannot take this", culprit.Sentence);
        Assert.Contains("\"seq\":37", System.Text.Encoding.UTF8.GetString(culprit.Payload));
    }

    [Fact]
    public async Task A_numbered_message_that_the_database_never_takes_is_refused_in_the_account_of_its_board()
    {
        _store.IsPoison = item => item is DataInbound { Seq: 2, Readings.Count: > 0 };
        await using var pipeline = await new Pipeline(_store).StartAsync();

        for (var seq = 1; seq <= 3; seq++) await pipeline.SendAsync(seq);
        await pipeline.Acks.WaitForAsync(3);

        var second = Assert.IsType<DataInbound>(_store.Committed[1]);
        Assert.Equal(("9f3c21aa", 2L), (second.Boot, second.Seq));
        Assert.Equal(RefusalCodes.NotStorable, Assert.Single(second.Refused).Reason);
    }

    [Fact]
    public async Task What_not_even_quarantine_takes_is_refused_to_its_sender_and_stops_nobody()
    {
        _store.IsPoison = item => item is DataInbound { Seq: 2 } or QuarantineInbound;
        await using var pipeline = await new Pipeline(_store).StartAsync();

        for (var seq = 1; seq <= 3; seq++) await pipeline.SendAsync(seq);
        await pipeline.Acks.WaitForAsync(3);

        Assert.Equal([MqttReasonCode.Success, MqttReasonCode.ImplementationSpecificError, MqttReasonCode.Success], pipeline.Acks.Answers.Select(answer => answer.Reason));
        Assert.Equal([1, 3], _store.Committed.Cast<DataInbound>().Select(data => data.Seq));
    }

    [Theory]
    [InlineData(1)] // well again at the second attempt
    [InlineData(4)] // so ill that quarantine failed too, then well again
    public async Task A_database_that_is_ill_for_a_moment_sends_nothing_good_to_quarantine(int refusals)
    {
        _store.IsPoison = _ => Interlocked.Decrement(ref refusals) >= 0;
        await using var pipeline = await new Pipeline(_store).StartAsync();

        await pipeline.SendAsync(1);
        await pipeline.Acks.WaitForAsync(1);

        Assert.Equal(MqttReasonCode.Success, pipeline.Acks.Answers[0].Reason);
        Assert.Single(Assert.IsType<DataInbound>(Assert.Single(_store.Committed)).Readings);
    }

    [Fact]
    public async Task An_observer_that_fails_does_not_have_a_batch_stored_again()
    {
        await using var pipeline = await new Pipeline(_store, observers: [new FailingObserver()]).StartAsync();

        await pipeline.SendAsync("""{"temperature":20}""", "devices/foreign/data");
        await pipeline.Acks.WaitForAsync(1);
        await pipeline.DrainAsync();

        Assert.Single(_store.Committed);
    }

    private sealed class FailingObserver : ICommitObserver
    {
        public void Committed(IReadOnlyList<Inbound> batch, CommitResult result) => throw new InvalidOperationException("The test's observer fails.");
    }

    [Fact]
    public async Task Work_that_the_database_breaks_off_is_done_again()
    {
        var breaks = 3;
        _store.IsPoison = _ => Interlocked.Decrement(ref breaks) >= 0 ? throw new OperationCanceledException("by the database") : false;
        await using var pipeline = await new Pipeline(_store).StartAsync();

        await pipeline.SendAsync(1);
        await pipeline.Acks.WaitForAsync(1);

        Assert.IsType<DataInbound>(Assert.Single(_store.Committed));
    }

    [Fact]
    public async Task What_is_not_for_the_database_is_acknowledged_at_once()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();
        _store.Hold();

        await pipeline.SendAsync("{}", "devices/b1/log");

        Assert.Single(pipeline.Acks.Answers);
        Assert.Equal(1, pipeline.Counters.Ignored);
    }

    [Fact]
    public async Task A_closed_queue_lets_nobody_in_and_is_still_emptied()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();
        _store.Hold();
        await pipeline.SendAsync(1);
        await _store.WaitForAttemptAsync();
        await pipeline.SendAsync(2);
        pipeline.Queue.Close();
        var late = pipeline.SendAsync(3);

        _store.Release();
        await pipeline.DrainAsync();

        Assert.Equal([1u, 2u], pipeline.Acks.Tokens);
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public async Task A_duplicate_is_acknowledged_and_counted()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();

        await pipeline.SendAsync(1);
        await pipeline.SendAsync(1);
        await pipeline.Acks.WaitForAsync(2);
        await pipeline.DrainAsync();

        Assert.Equal(1, pipeline.Counters.Duplicates);
    }
}
