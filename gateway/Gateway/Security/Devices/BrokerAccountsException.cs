namespace Nanofleet.Gateway.Security.Devices;

/// <summary>The broker has not made or changed an account; the message says why, for people.</summary>
public sealed class BrokerAccountsException(string message) : Exception(message);
