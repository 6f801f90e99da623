using System.Text;

namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>
/// The MQTT library and a broker in the test's hand. By default it answers at once, as a good broker does; the tests switch
/// off what they want to miss.
/// </summary>
internal sealed class FakeMqtt(LinkInbox inbox) : IMqttPort
{
    private int _nextId;

    public bool IsOpen { get; set; }

    public string? RefusesOpening { get; set; }

    /// <summary>The only address at which somebody answers; null for all.</summary>
    public string? Address { get; set; }

    public bool RefusesPublishing { get; set; }

    public bool Acknowledges { get; set; } = true;

    public bool ConfirmsSubscriptions { get; set; } = true;

    /// <summary>Whether the retained introduction of the gateway says so; null for no gateway at all.</summary>
    public bool? PubackMeansStored { get; set; } = true;

    public List<MqttOpening> Openings { get; } = [];

    public List<SentMessage> Sent { get; } = [];

    public string[] Subscriptions { get; private set; } = [];

    /// <summary>Messages of this connection that were sent at least once and not acknowledged.</summary>
    public int Unacknowledged { get; private set; }

    public int Goodbyes { get; private set; }

    /// <summary>What this fake allocated itself, which is no cost of the firmware.</summary>
    public long OwnBytes { get; private set; }

    /// <summary>Sees every message that was accepted.</summary>
    public Action<SentMessage>? OnSent { get; set; }

    public int Connection => Openings.Count == 0 ? 0 : Openings[^1].Connection;

    public string? Open(MqttOpening opening)
    {
        Openings.Add(opening);
        Unacknowledged = 0;
        var fault = Address is null || opening.Address == Address ? RefusesOpening : "nobody there";
        IsOpen = fault is null;
        return fault;
    }

    /// <summary>What the broker keeps of <c>config/desired</c>; null for nothing.</summary>
    public string? Desired { get; set; }

    public int Subscribe(string[] topics)
    {
        Subscriptions = topics;
        var id = ++_nextId;
        if (!ConfirmsSubscriptions) return id;
        inbox.Put(new LinkEvent { Kind = LinkEvent.Subscribed, Connection = Connection, MessageId = id, Ok = true });
        if (PubackMeansStored is { } means)
            Receive("system/gateway", $$"""{"version":"1","contract":1,"puback_means_stored":{{(means ? "true" : "false")}},"timestamp":"2026-01-05T08:00:00.000Z"}""", retained: true);
        if (Desired is not null) Receive(Bench.Device + "config/desired", Desired, retained: true);
        return id;
    }

    public int Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        if (RefusesPublishing || !IsOpen) return -1;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = new SentMessage(Connection, ++_nextId, topic, payload, atLeastOnce, retain);
        Sent.Add(message);
        if (atLeastOnce) Unacknowledged++;
        OnSent?.Invoke(message);
        if (atLeastOnce && Acknowledges) Acknowledge(message);
        OwnBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return message.Id;
    }

    public void Disconnect()
    {
        Goodbyes++;
        IsOpen = false;
    }

    public void Close() => IsOpen = false;

    public void Acknowledge(SentMessage message, bool delivered = true)
    {
        if (message.Connection == Connection) Unacknowledged--;
        inbox.Put(new LinkEvent { Kind = LinkEvent.Acknowledged, Connection = message.Connection, MessageId = message.Id, Ok = delivered });
    }

    public void Receive(string topic, string text, bool retained = false, int? connection = null) =>
        inbox.Put(new LinkEvent { Kind = LinkEvent.Message, Connection = connection ?? Connection, Topic = topic, Payload = Encoding.UTF8.GetBytes(text), Retained = retained });

    public void Break()
    {
        IsOpen = false;
        inbox.Put(new LinkEvent { Kind = LinkEvent.Closed, Connection = Connection });
    }

    public IEnumerable<SentMessage> Of(string leaf) => Sent.Where(m => m.Leaf == leaf);
}
