namespace Nanofleet.Gateway.Store;

/// <summary>The database was made by a newer program than this one: trying again does not help.</summary>
public sealed class StoreVersionException(string message) : Exception(message);
