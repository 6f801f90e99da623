namespace Nanofleet.Mqtt;

/// <summary>
/// Begins the broker's end of an enhanced authentication by the method that the client names (5.0 §4.12), at its CONNECT
/// and again whenever the client re-authenticates. Null: the method is not offered.
/// </summary>
public delegate IMqttAuthenticationExchange? MqttBeginAuthentication(MqttPeer peer, string method);
