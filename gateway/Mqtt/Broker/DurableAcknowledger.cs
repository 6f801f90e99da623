using System.Collections.Concurrent;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// Between the host and the receive window of a connection whose messages were written down: the answer goes out when
/// the host is done and the store has what was routed, whichever is later.
/// </summary>
internal sealed class DurableAcknowledger(StoreJournal journal, Session session, ReceiveWindow window) : IMqttAcknowledger
{
    private readonly ConcurrentDictionary<uint, (long Ticket, ushort QoS2Id)> _open = new();

    /// <summary>A message was routed under this ticket. A QoS 2 identifier that is written down, too, is named; 0: none.</summary>
    public void Open(uint token, long ticket, ushort qos2Id) => _open[token] = (ticket, qos2Id);

    /// <inheritdoc/>
    public void Complete(uint token, MqttReasonCode reason)
    {
        if (!_open.TryRemove(token, out var routed)) return; // completed before
        var ticket = routed.Ticket;
        if (routed.QoS2Id != 0 && session.Record is { } record)
            ticket = reason.IsFailure() ? record.Left(routed.QoS2Id) : record.Entered(routed.QoS2Id, ExactlyOnceState.Received);
        journal.WhenCommitted(ticket, window, token, reason);
    }
}
