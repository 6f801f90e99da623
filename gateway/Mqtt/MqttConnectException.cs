namespace Nanofleet.Mqtt;

/// <summary>No connection came about; the message is a sentence that an operator can act on.</summary>
public sealed class MqttConnectException(string message, Exception? inner = null) : MqttConnectionException(message, inner);
