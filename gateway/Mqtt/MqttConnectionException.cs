namespace Nanofleet.Mqtt;

/// <summary>
/// The link is not there or broke before the answer. For a QoS 1 or 2 publish the broker may or may not have the
/// message.
/// </summary>
public class MqttConnectionException(string message, Exception? inner = null) : IOException(message, inner);
