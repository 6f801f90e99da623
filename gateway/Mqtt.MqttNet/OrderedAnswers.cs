using MQTTnet;

namespace Nanofleet.Mqtt.MqttNet;

/// <summary>
/// Answers received messages in the order of their receipt [MQTT-4.6.0-2], whatever the order and thread in which the host
/// is done with them. MQTTnet sends each answer when it is told to.
/// </summary>
internal sealed class OrderedAnswers(ReceiveBound bound, Action<MqttReasonCode> refuse, MqttVersion version) : IMqttAcknowledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Entry> _open = [];
    private uint _first;
    private uint _next;
    private bool _sending;
    private bool _closed;

    /// <summary>A message is handed to the host under this token.</summary>
    public uint Open(MqttApplicationMessageReceivedEventArgs message)
    {
        lock (_gate)
        {
            _open[_next] = new Entry(message);
            return _next++;
        }
    }

    /// <inheritdoc/>
    public void Complete(uint token, MqttReasonCode reason)
    {
        lock (_gate)
        {
            if (_closed || !_open.TryGetValue(token, out var entry)) return;
            entry.Reason ??= reason;
            if (_sending) return;
            _sending = true;
        }
        _ = SendAsync();
    }

    /// <summary>The connection is over: what is not answered comes again.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _open.Clear();
        }
    }

    private async Task SendAsync()
    {
        while (TryTake(out var entry))
        {
            if (version == MqttVersion.V311 && entry.Reason!.Value.IsFailure())
            {
                refuse(entry.Reason.Value);
                Close();
                return;
            }
            try
            {
                entry.Message.ReasonCode = (MqttApplicationMessageReceivedReasonCode)(byte)entry.Reason!.Value;
                await entry.Message.AcknowledgeAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Close(); // the connection is gone, which is told elsewhere
                return;
            }
            bound.Leave();
        }
    }

    private bool TryTake(out Entry entry)
    {
        lock (_gate)
        {
            if (!_closed && _open.TryGetValue(_first, out entry!) && entry.Reason is not null)
            {
                _open.Remove(_first++);
                return true;
            }
            entry = null!;
            _sending = false;
            return false;
        }
    }

    private sealed class Entry(MqttApplicationMessageReceivedEventArgs message)
    {
        public MqttApplicationMessageReceivedEventArgs Message { get; } = message;
        public MqttReasonCode? Reason { get; set; }
    }
}
