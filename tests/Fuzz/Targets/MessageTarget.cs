using System.Text;
using Nanofleet.Fuzz.Engine;
using Nanofleet.Fuzz.Grammar;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Fuzz.Targets;

/// <summary>
/// The gateway's way from a delivery to the queue: nothing throws, every message is counted as taken or as ignored, what
/// is taken is readings or has a reason, and the fast path understands what the general decoder does.
/// </summary>
internal sealed class MessageTarget : IFuzzTarget
{
    private static readonly MqttOptions s_mqtt = new() { Host = "elsewhere", SingularRoot = true }; // of another broker a retained message is a replayed one

    private readonly IngestOptions _options = new();
    private readonly ManualClock _clock = new();
    private readonly BootClocks _boots = new();
    private readonly IngestCounters _counters = new();
    private readonly ErrorLog _log = new();
    private readonly List<IngestItem> _taken = [];
    private readonly ItemPool _pool;
    private readonly IngestQueue _queue;
    private readonly MessageDecoder _general;
    private readonly IngestReceiver _receiver;
    private long _cases;
    private long _queued;

    public MessageTarget()
    {
        _clock.Advance(TimeSpan.FromDays(10)); // beyond the times in the messages
        (_pool, _queue, _general) = (new ItemPool(_options), new IngestQueue(_options), new MessageDecoder(s_mqtt, _options, _boots));
        _receiver = new IngestReceiver(s_mqtt, new MessageDecoder(s_mqtt, _options, _boots), _pool, _queue, _counters, _clock, _log);
    }

    public string Name => "message";

    public void Run(int seed, Coverage coverage)
    {
        var random = new Random(seed);
        var message = new DeviceMessage(random);
        var (topic, payload) = message.Make();
        var retained = random.Next(30) == 0;
        coverage.Packet(message.Kind);
        var expected = _general.Decode(new RawMessage(topic, payload, _clock.GetUtcNow().ToUnixTimeMilliseconds(), retained));

        var received = _receiver.ReceiveAsync(new MqttDelivery(Encoding.UTF8.GetBytes(topic), payload, MqttQoS.AtLeastOnce, retained), CancellationToken.None);
        if (!received.IsCompletedSuccessfully) throw new FindingException($"the queue is empty and lets nobody in: {topic} {Convert.ToHexString(payload)}");
        _log.ThrowIfAny();
        _queue.TakeInto(_taken, int.MaxValue);
        Check(coverage, expected, $"{topic} {Convert.ToHexString(payload)}");
        _boots.Committed([.. _taken.Select(item => item.Inbound)], new CommitResult([.. _taken.Select(_ => Outcome.Stored)], [], 0));
        _pool.Return(_taken);
        _taken.Clear();
    }

    private void Check(Coverage coverage, Inbound? expected, string message)
    {
        _cases++;
        _queued += _taken.Count;
        if (_counters.Received != _cases || _counters.Ignored + _queued != _cases) throw new FindingException($"of {_cases} messages {_counters.Received} are counted, {_counters.Ignored} of them as ignored and {_queued} in the queue: {message}");
        var found = _taken.SingleOrDefault()?.Inbound;
        if (InboundText.Of(found) != InboundText.Of(expected)) throw new FindingException($"{message} is\n{InboundText.Of(found)}\nand not\n{InboundText.Of(expected)}");
        coverage.Outcome(found switch
        {
            null => "ignored",
            QuarantineInbound { Row.Sentence: "" } => throw new FindingException($"no reason is given: {message}"),
            QuarantineInbound refused => $"quarantined {refused.Row.Reason}",
            DataInbound data when data == ((PooledItem)_taken[0]).Data => "accepted data, usual",
            DataInbound { Refused.Count: > 0 } => "accepted data, in part",
            _ => $"accepted {found.GetType().Name}",
        });
    }
}
