using System.Text;
using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>
/// What lies behind the link in one world: a broker that keeps messages while the gateway is away, or goes away with it, and a
/// gateway that stores, answers at most once a second, tells the time and loses patience with gaps.
/// </summary>
/// <param name="embedded">The broker is the gateway's own.</param>
/// <param name="nowMs">The world's time.</param>
internal sealed class WorldGateway(Random random, bool embedded, Nature nature, ModelGateway ledger, Func<long> nowMs)
{
    /// <summary>A gap that nothing was heard of for so long is given up.</summary>
    public const long GapPatienceMs = 15 * 60 * 1000;

    private const long SecondMs = 1000;

    private readonly Queue<SentMessage> _inBroker = [];
    private readonly HashSet<string> _unanswered = [];
    private readonly Dictionary<string, long> _heard = [];
    private long _replyDueMs;

    /// <summary>As it runs now.</summary>
    public Bench Board { get; set; } = null!;

    /// <summary>Sees every data message that was stored.</summary>
    public Action<JsonElement, string, long>? OnData { get; init; }

    /// <summary>When an answer is due; never, where nothing is to be answered.</summary>
    public long ReplyDueMs => _unanswered.Count == 0 ? long.MaxValue : _replyDueMs;

    public void Arrive(SentMessage message)
    {
        if (nature.Stalled && random.Next(2) == 0) return;
        if (embedded || nature.GatewayUp) Commit(message);
        else if (message.AtLeastOnce) _inBroker.Enqueue(message);
    }

    /// <summary>Nature has changed: what waited in the broker is lost with it, or goes on to the gateway that is back.</summary>
    public void Follow()
    {
        if (!nature.BrokerUp && random.Next(2) == 0) _inBroker.Clear();
        while (nature is { GatewayUp: true, BrokerUp: true } && _inBroker.TryDequeue(out var message)) Commit(message);
    }

    /// <summary>Some answers are lost on the way, for they are sent at most once.</summary>
    public void Reply()
    {
        _replyDueMs = nowMs() + SecondMs;
        foreach (var boot in _unanswered)
            if (Board.Mqtt.IsOpen && !nature.Stalled && random.Next(10) > 0 && ledger.Reply(boot) is { } reply) Send(Bench.Device + "stored", reply.WriteTo);
        _unanswered.Clear();
    }

    public void TellTime(long unixMs)
    {
        if (!Board.Mqtt.IsOpen || nature.Stalled || !nature.GatewayUp) return;
        Send("system/gateway", new GatewayMessage { Version = "1", PubackMeansStored = embedded, UnixMs = unixMs }.WriteTo);
    }

    /// <summary>To be called now and then.</summary>
    public void GiveUp()
    {
        if (nature.GatewayUp) ledger.GiveUp(boot => boot != Board.Journal.Boot && nowMs() - _heard.GetValueOrDefault(boot) > GapPatienceMs);
    }

    private void Commit(SentMessage message)
    {
        ledger.Commit(message);
        if (message.Leaf != "data") return;
        var data = message.Json;
        var boot = data.GetProperty("boot").GetString()!;
        _heard[boot] = nowMs();
        OnData?.Invoke(data, boot, message.Seq);
        if (!embedded) _unanswered.Add(boot);
    }

    private void Send(string topic, Action<JsonBuffer> write)
    {
        var json = new JsonBuffer(65536);
        write(json);
        Board.Mqtt.Receive(topic, Encoding.UTF8.GetString(json.Bytes, 0, json.Length));
    }
}
