namespace Nanofleet.Mqtt;

/// <summary>How a client shows who it is where user and password are not enough (5.0 §4.12).</summary>
/// <param name="Method">The name that both ends know the method by, such as <c>SCRAM-SHA-256</c>.</param>
/// <param name="Begin">Makes the client's end, anew for every connection and every re-authentication.</param>
public sealed record MqttClientAuthentication(string Method, Func<IMqttAuthenticationExchange> Begin);
