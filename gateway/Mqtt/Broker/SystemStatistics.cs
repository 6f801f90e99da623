using System.Globalization;
using System.Text;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// The broker's figures as retained messages below <c>$SYS/broker/</c>, by the names that Mosquitto gives them, so that
/// what people have for watching a broker shows this one, too. At QoS 0: nobody's queue fills with them while he is away.
/// A figure that did not change is not published again.
/// </summary>
internal sealed class SystemStatistics
{
    private const string Root = "$SYS/broker/";

    private static readonly string Version = $"Nanofleet.Mqtt {typeof(SystemStatistics).Assembly.GetName().Version!.ToString(3)}";

    private readonly BrokerCore _core;
    private readonly TimeSpan _interval;
    private readonly Dictionary<string, string> _published = [];
    private readonly Dictionary<string, LoadAverage> _loads = [];
    private long _last;
    private long _next;
    private int _maximum;

    public SystemStatistics(BrokerCore core, TimeSpan interval)
    {
        _core = core;
        _interval = interval;
        _last = _next = core.Clock.Now;
    }

    /// <summary>Publishes when it is time; the first time at once.</summary>
    public void Sweep()
    {
        var now = _core.Clock.Now;
        if (now < _next) return;
        _next = now + (long)_interval.TotalMilliseconds;
        Publish("version", Version);
        Publish("uptime", $"{now / 1000} seconds");
        PublishClients();
        PublishMessages();
        if (now > _last) PublishLoads(TimeSpan.FromMilliseconds(now - _last));
        _last = now;
    }

    private void PublishClients()
    {
        var totals = _core.Sessions.Count();
        _maximum = Math.Max(_maximum, totals.Connected);
        Publish("clients/connected", totals.Connected);
        Publish("clients/active", totals.Connected);
        Publish("clients/disconnected", totals.Sessions - totals.Connected);
        Publish("clients/inactive", totals.Sessions - totals.Connected);
        Publish("clients/total", totals.Sessions);
        Publish("clients/maximum", _maximum);
        Publish("clients/expired", _core.Counters.SessionsExpired);
        Publish("subscriptions/count", totals.Subscriptions);
        Publish("store/messages/count", totals.Messages + _core.Counters.Retained);
        Publish("messages/stored", totals.Messages + _core.Counters.Retained);
        Publish("store/messages/bytes", _core.Counters.QueuedBytes + _core.Retained.Bytes);
        Publish("retained messages/count", _core.Counters.Retained);
    }

    private void PublishMessages()
    {
        var counters = _core.Counters;
        Publish("bytes/received", counters.BytesIn);
        Publish("bytes/sent", counters.BytesOut);
        Publish("messages/received", counters.PacketsIn);
        Publish("messages/sent", counters.PacketsOut);
        Publish("publish/messages/received", counters.MessagesIn);
        Publish("publish/messages/sent", counters.MessagesOut);
        Publish("publish/messages/dropped", counters.DroppedInTotal);
    }

    private void PublishLoads(TimeSpan since)
    {
        var counters = _core.Counters;
        PublishLoad("bytes/received", counters.BytesIn, since);
        PublishLoad("bytes/sent", counters.BytesOut, since);
        PublishLoad("messages/received", counters.PacketsIn, since);
        PublishLoad("messages/sent", counters.PacketsOut, since);
        PublishLoad("publish/received", counters.MessagesIn, since);
        PublishLoad("publish/sent", counters.MessagesOut, since);
        PublishLoad("publish/dropped", counters.DroppedInTotal, since);
    }

    private void PublishLoad(string name, long total, TimeSpan since)
    {
        if (!_loads.TryGetValue(name, out var load)) _loads[name] = load = new LoadAverage();
        foreach (var (span, perMinute) in load.Add(total, since)) Publish($"load/{name}/{span}", perMinute.ToString("F2", CultureInfo.InvariantCulture));
    }

    private void Publish(string name, long value) => Publish(name, value.ToString(CultureInfo.InvariantCulture));

    private void Publish(string name, string value)
    {
        if (_published.GetValueOrDefault(name) == value) return;
        _published[name] = value;
        var view = new MessageView { Topic = Encoding.UTF8.GetBytes(Root + name), Payload = Encoding.UTF8.GetBytes(value), Retain = true, ExpiresAt = Expiry.Never };
        var batch = new FlushBatch();
        _core.Router.Route(ref view, null, batch);
        batch.Flush();
    }
}
