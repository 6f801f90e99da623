namespace Nanofleet.Fuzz.Engine;

/// <summary>The library did what it must never do; the message says what.</summary>
internal sealed class FindingException(string message, Exception? cause = null) : Exception(message, cause);
