namespace Nanofleet.Mqtt.MqttNet;

/// <summary>
/// How many received messages may be in memory: MQTTnet itself reads on whatever the host does. One more than the receive
/// maximum stops the reading, so that a broker which keeps to that is always heard.
/// </summary>
internal sealed class ReceiveBound(int maximum)
{
    private readonly Lock _gate = new();
    private int _count;
    private bool _closed;
    private TaskCompletionSource? _room;

    public void Enter()
    {
        lock (_gate) _count++;
    }

    public void Leave()
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            if (--_count <= maximum) (room, _room) = (_room, null);
        }
        room?.TrySetResult();
    }

    /// <summary>Nobody waits any longer.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        lock (_gate) (_closed, room, _room) = (true, _room, null);
        room?.TrySetResult();
    }

    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_closed || _count <= maximum) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }
}
