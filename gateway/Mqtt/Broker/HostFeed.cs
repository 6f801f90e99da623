using System.Text;
using Microsoft.Extensions.Logging;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The host's receiver behind its filters. What clients publish waits for it; wills, which have nobody to hold back, are handed over as they come.</summary>
internal sealed partial class HostFeed(IMqttReceiver? host, IEnumerable<string> filters, ILogger logger)
{
    private readonly IMqttReceiver? _host = host;
    private readonly byte[][] _filters = [.. filters.Select(Encoding.UTF8.GetBytes)];
    private readonly ILogger _logger = logger;

    public bool Wants(ReadOnlySpan<byte> topic)
    {
        if (_host is null) return false;
        foreach (var filter in _filters)
        {
            if (TopicFilter.Matches(filter, topic)) return true;
        }
        return false;
    }

    public ValueTask ReceiveAsync(in MqttDelivery delivery, CancellationToken cancel) => _host!.ReceiveAsync(delivery, cancel);

    /// <summary>A will is nobody's to acknowledge; a host that fails on it is logged.</summary>
    public void OfferWill(WillFields will, string clientId)
    {
        if (Wants(will.Topic)) _ = OfferAsync(new MqttDelivery(will.Topic, will.Payload, will.QoS, will.Retain, false, clientId));
    }

    private async Task OfferAsync(MqttDelivery delivery)
    {
        try
        {
            await _host!.ReceiveAsync(delivery, CancellationToken.None);
        }
        catch (Exception e) // the host's own fault must not end the sweep that publishes wills
        {
            LogHostFailed(delivery.ClientId, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "the host failed to receive the will of {ClientId}")]
    private partial void LogHostFailed(string? clientId, Exception failure);
}
