namespace Nanofleet.Gateway.Store;

/// <summary>The database cannot be reached or refuses work for now: try again later. The message names host or file and cause, never a password.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
