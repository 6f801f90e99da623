using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt.Client;

/// <summary>Shows anew who the client is, over a connection that stands (5.0 §4.12.1). One at a time.</summary>
internal sealed class ReAuthentication(ClientAuthentication authentication, ConnectionOutput output)
{
    private TaskCompletionSource<MqttReasonCode>? _done;

    /// <summary>Success when both ends are content; else the reason, which also ends the connection.</summary>
    public async Task<MqttReasonCode> RunAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<MqttReasonCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _done, done, null) is not null) throw new InvalidOperationException("a re-authentication is under way");
        try
        {
            var step = await authentication.BeginAsync(cancel);
            if (step.Reason.IsFailure()) Finish(step.Reason);
            else Send(step.Data);
        }
        catch
        {
            _done = null; // the exchange failed before a word was said
            throw;
        }
        return await done.Task.WaitAsync(limit, clock, cancel);
    }

    /// <summary>Takes an AUTH. A failure is the caller's to end the connection with.</summary>
    public async ValueTask<MqttReasonCode> HandleAsync(ReadOnlyMemory<byte> body, byte flags, CancellationToken cancel)
    {
        if (_done is null) return MqttReasonCode.ProtocolError; // nobody asked
        var step = await authentication.HandleAsync(body, flags, cancel);
        if (step.Reason == MqttReasonCode.ContinueAuthentication) authentication.Send(output, step.Reason, step.Data);
        else Finish(step.Reason);
        return step.Reason.IsFailure() ? step.Reason : MqttReasonCode.Success;
    }

    /// <summary>The connection ended before an answer came.</summary>
    public void End(MqttDisconnect disconnect)
    {
        if (disconnect.ByPeer && disconnect.Reason.IsFailure() && disconnect.Cause is null) Finish(disconnect.Reason);
        else if (Interlocked.Exchange(ref _done, null) is { } done) Fail(done, disconnect);
    }

    private static void Fail(TaskCompletionSource<MqttReasonCode> done, MqttDisconnect disconnect)
    {
        done.TrySetException(new MqttConnectionException($"the connection ended before the broker answered: {disconnect.Explanation}"));
        _ = done.Task.Exception; // who waits hears it; who gave up waiting must not fail for it later
    }

    private void Send(ReadOnlyMemory<byte>? data)
    {
        authentication.Send(output, MqttReasonCode.ReAuthenticate, data);
        output.Flush();
    }

    private void Finish(MqttReasonCode reason) => Interlocked.Exchange(ref _done, null)?.TrySetResult(reason);
}
