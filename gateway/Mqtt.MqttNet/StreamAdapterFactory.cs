using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;

namespace Nanofleet.Mqtt.MqttNet;

/// <summary>Gives MQTTnet a stream that stands in place of its own way to the broker.</summary>
internal sealed class StreamAdapterFactory(Stream stream, ReceiveBound bound) : IMqttClientAdapterFactory
{
    public IMqttChannelAdapter CreateClientAdapter(MQTTnet.MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger)
    {
        var formatter = new MqttPacketFormatterAdapter(options.ProtocolVersion, new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax));
        return new BoundedAdapter(new MqttChannelAdapter(new StreamChannel(stream), formatter, logger) { AllowPacketFragmentation = false }, bound);
    }
}
