using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task A_response_settles_its_command_and_a_second_one_is_ignored()
    {
        await CommitAsync(Message.Online(1));
        Assert.True(await Store.AddCommandAsync(Message.Command("req_1") with { ParamsJson = """{"pin":2}""" }, Cancel));
        Assert.True(await Store.AddCommandAsync(Message.Command("req_2", created: 1_001), Cancel));

        var result = await CommitAsync(Response(1_500, "req_1", true), Response(1_501, "req_1", false), Response(1_502, "req_2", false));
        var again = await CommitAsync(Response(1_503, "req_2", true));

        Assert.Equal([Outcome.Stored, Outcome.Ignored, Outcome.Stored], result.Outcomes);
        Assert.Equal([Outcome.Ignored], again.Outcomes);
        Assert.Equal(
            [
                Message.Command("req_2", created: 1_001) with { State = CommandState.Failed, ResponseJson = "{\"at\":1502}", AnsweredMs = 1_502 },
                Message.Command("req_1") with { ParamsJson = """{"pin":2}""", State = CommandState.Done, ResponseJson = "{\"at\":1500}", AnsweredMs = 1_500 },
            ],
            await Store.ListCommandsAsync(Message.Device, 10, Cancel));
    }

    [Fact]
    public async Task A_response_nobody_asked_for_and_one_of_another_device_are_ignored()
    {
        await CommitAsync(Message.Online(1));
        await Store.AddCommandAsync(Message.Command("req_1"), Cancel);

        var result = await CommitAsync(Response(5, "req_9", true), Response(6, "req_1", true) with { DeviceId = "cellar" });

        Assert.Equal([Outcome.Ignored, Outcome.Ignored], result.Outcomes);
        Assert.Equal(CommandState.Sent, Assert.Single(await Store.ListCommandsAsync(Message.Device, 10, Cancel)).State);
    }

    [Fact]
    public async Task A_command_for_an_unknown_device_or_with_a_request_id_in_use_is_not_added()
    {
        await CommitAsync(Message.Online(1));

        Assert.False(await Store.AddCommandAsync(Message.Command("req_1", device: "nobody"), Cancel));
        Assert.True(await Store.AddCommandAsync(Message.Command("req_1"), Cancel));
        Assert.False(await Store.AddCommandAsync(Message.Command("req_1") with { Action = "reboot" }, Cancel));

        Assert.Equal("ping", Assert.Single(await Store.ListCommandsAsync(Message.Device, 10, Cancel)).Action);
    }

    [Fact]
    public async Task Commands_that_were_not_answered_in_time_expire_once()
    {
        await CommitAsync(Message.Online(1));
        await Store.AddCommandAsync(Message.Command("late", expires: 2_000), Cancel);
        await Store.AddCommandAsync(Message.Command("open", expires: 2_001), Cancel);
        await Store.AddCommandAsync(Message.Command("done", expires: 1_500), Cancel);
        await CommitAsync(Response(1_400, "done", true));

        Assert.Equal(1, await Store.ExpireCommandsAsync(2_000, Cancel));
        Assert.Equal(0, await Store.ExpireCommandsAsync(2_000, Cancel));

        var states = (await Store.ListCommandsAsync(Message.Device, 10, Cancel)).ToDictionary(command => command.RequestId, command => command.State);
        Assert.Equal((CommandState.Expired, CommandState.Sent, CommandState.Done), (states["late"], states["open"], states["done"]));
        Assert.Equal([Outcome.Ignored], (await CommitAsync(Response(2_100, "late", true))).Outcomes);
    }

    [Fact]
    public async Task Commands_are_listed_newest_first_up_to_a_limit()
    {
        await CommitAsync(Message.Online(1));
        for (var at = 1; at <= 3; at++) await Store.AddCommandAsync(Message.Command($"req_{at}", created: at), Cancel);

        Assert.Equal(["req_3", "req_2"], (await Store.ListCommandsAsync(Message.Device, 2, Cancel)).Select(command => command.RequestId));
    }

    [Fact]
    public async Task A_command_that_has_begun_waits_for_its_end_and_does_not_expire()
    {
        await CommitAsync(Message.Online(1));
        await Store.AddCommandAsync(Message.Command("req_1", expires: 2_000), Cancel);

        await CommitAsync(Response(1_500, "req_1", CommandState.Accepted));
        Assert.Equal(0, await Store.ExpireCommandsAsync(2_000, Cancel));
        var begun = await Store.FindCommandAsync(Message.Device, "req_1", Cancel);
        await CommitAsync(Response(3_000, "req_1", CommandState.Rejected), Response(3_001, "req_1", CommandState.Done));

        Assert.Equal((CommandState.Accepted, null), (begun!.State, begun.AnsweredMs));
        var ended = await Store.FindCommandAsync(Message.Device, "req_1", Cancel);
        Assert.Equal((CommandState.Rejected, 3_000), (ended!.State, ended.AnsweredMs));
    }

    [Fact]
    public async Task A_command_that_begins_and_ends_in_one_batch_has_ended()
    {
        await CommitAsync(Message.Online(1));
        await Store.AddCommandAsync(Message.Command("req_1"), Cancel);

        await CommitAsync(Response(1_500, "req_1", CommandState.Accepted), Response(1_501, "req_1", CommandState.Done), Response(1_502, "req_1", CommandState.Accepted));

        var command = await Store.FindCommandAsync(Message.Device, "req_1", Cancel);
        Assert.Equal((CommandState.Done, 1_501, """{"at":1501}"""), (command!.State, command.AnsweredMs, command.ResponseJson));
    }

    [Fact]
    public async Task A_command_is_found_by_its_device_and_request_id()
    {
        await CommitAsync(Message.Online(1));
        await Store.AddCommandAsync(Message.Command("req_1"), Cancel);

        Assert.Equal("ping", (await Store.FindCommandAsync(Message.Device, "req_1", Cancel))?.Action);
        Assert.Null(await Store.FindCommandAsync(Message.Device, "req_2", Cancel));
        Assert.Null(await Store.FindCommandAsync("cellar", "req_1", Cancel));
    }

    private static ResponseInbound Response(long arrival, string requestId, bool success) => Response(arrival, requestId, success ? CommandState.Done : CommandState.Failed);

    private static ResponseInbound Response(long arrival, string requestId, CommandState state) => new(Message.Device, arrival, requestId, state, $"{{\"at\":{arrival}}}");
}
