using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>Takes topics apart. Those that carry readings are remembered: they come again with every message.</summary>
public sealed class KnownTopics(MqttOptions mqtt)
{
    /// <summary>One takes some 300 bytes. With more devices than this their topics are taken apart anew now and then.</summary>
    private const int Most = 100_000;

    private readonly Utf8Table<DeviceTopic> _known = new(Most);

    public DeviceTopic Take(ReadOnlySpan<byte> topic)
    {
        if (_known.Find(topic) is { } known) return known;
        var text = Encoding.UTF8.GetString(topic);
        var kind = Topics.Parse(text, mqtt.Namespace ?? "", mqtt.SingularRoot, out var device, out _);
        var made = new DeviceTopic(text, kind, Rules.IsDeviceId(device) ? device : "");
        if (made.IsData) _known.Add(topic, made);
        return made;
    }
}
