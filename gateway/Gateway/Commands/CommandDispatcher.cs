using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Commands;

/// <summary>
/// Sends a command to a board and waits for its answer. The command is in the database before it is sent. The same
/// request id again gives the same answer and is not sent again once answered; the board itself carries it out once.
/// </summary>
public sealed class CommandDispatcher(IStore store, IBrokerLink link, PendingCommands pending, FleetEvents events, MqttOptions mqtt, TimeProvider clock)
{
    /// <exception cref="StoreUnavailableException">The database does not answer: nothing was sent.</exception>
    public async Task<CommandResult> SendAsync(string deviceId, CommandRequest request, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        var createdMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (Encode(request, createdMs) is not { } payload) return Failed(CommandOutcome.TooLarge, $"A command may have {Limits.BoardMessage} bytes; shorten params.");
        if (await store.FindDeviceAsync(deviceId, cancel) is not { } device) return Failed(CommandOutcome.UnknownDevice, $"No device '{deviceId}' has sent anything yet.");
        if (device.Admission != Admission.Approved) return Failed(CommandOutcome.NotApproved, $"'{deviceId}' is {AdmissionText.Of(device.Admission)}: approve it, then send commands.");
        if (pending.Add(deviceId, request.RequestId, out var isFirst) is not { } answer) return Failed(CommandOutcome.Unavailable, "Too many commands wait for an answer; try again when some are answered.");

        try
        {
            if (isFirst && await StoreOrFindAsync(deviceId, request, createdMs, cancel) is { AnsweredMs: not null, ResponseJson: { } known }) return Answered(known);
            if (isFirst && await PublishAsync(deviceId, payload, request.Timeout, cancel) is { } problem) return Failed(CommandOutcome.Unavailable, problem);
            return Answered(await answer.WaitAsync(request.Timeout, clock, cancel));
        }
        catch (TimeoutException)
        {
            // Where several gateways share the work, another one may have stored the answer.
            var command = await store.FindCommandAsync(deviceId, request.RequestId, cancel);
            if (command is { AnsweredMs: not null, ResponseJson: { } late }) return Answered(late);
            if (command?.State == CommandState.Accepted) return Failed(CommandOutcome.Accepted, $"'{deviceId}' has begun, and was not done after {request.Timeout.TotalSeconds} s.");
            return Failed(CommandOutcome.TimedOut, $"'{deviceId}' did not answer within {request.Timeout.TotalSeconds} s.");
        }
        finally
        {
            if (isFirst) pending.Remove(deviceId, request.RequestId);
        }

        CommandResult Answered(string json) => new(CommandOutcome.Answered, request.RequestId, clock.GetElapsedTime(started), json);
        CommandResult Failed(CommandOutcome outcome, string detail) => new(outcome, request.RequestId, clock.GetElapsedTime(started), null, detail);
    }

    private static byte[]? Encode(CommandRequest request, long createdMs)
    {
        var json = new JsonBuffer(Limits.BoardMessage);
        new CommandMessage
        {
            RequestId = request.RequestId,
            Action = request.Action,
            Params = request.Params,
            ExpiresAtMs = createdMs + (long)request.Timeout.TotalMilliseconds,
        }.WriteTo(json);
        return json.Overflowed ? null : json.ToArray();
    }

    /// <summary>The command that has this request id already; null where it is stored now.</summary>
    private async Task<CommandRecord?> StoreOrFindAsync(string deviceId, CommandRequest request, long createdMs, CancellationToken cancel)
    {
        var parameters = request.Params is null ? null : JsonSlice.Raw(request.Params);
        var record = new CommandRecord(request.RequestId, deviceId, request.Action, parameters, createdMs, createdMs + (long)request.Timeout.TotalMilliseconds, CommandState.Sent);
        if (!await store.AddCommandAsync(record, cancel)) return await store.FindCommandAsync(deviceId, request.RequestId, cancel);
        events.Publish(new CommandChanged(deviceId, createdMs, request.RequestId, CommandState.Sent));
        return null;
    }

    /// <summary>Returns why the broker did not take it, or null.</summary>
    private async Task<string?> PublishAsync(string deviceId, byte[] payload, TimeSpan timeout, CancellationToken cancel)
    {
        if (!link.IsUp) return $"The broker cannot be reached: {link.Problem}";
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            var reason = await link.Bus.PublishAsync(Topics.Device(mqtt.Namespace ?? "", deviceId, Topics.Command), payload, MqttQoS.AtLeastOnce, retain: false, either.Token);
            return reason.IsFailure() ? $"The broker refused the command: {reason}." : null;
        }
        catch (MqttConnectionException e)
        {
            return $"The broker cannot be reached: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
