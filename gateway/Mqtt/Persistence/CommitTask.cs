namespace Nanofleet.Mqtt.Persistence;

/// <summary>A commit to be awaited; false when the broker stops without it.</summary>
internal sealed class CommitTask : IMqttAcknowledger
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> Task => _done.Task;

    /// <inheritdoc/>
    public void Complete(uint token, MqttReasonCode reason) => _done.TrySetResult(true);

    public void GiveUp() => _done.TrySetResult(false);
}
