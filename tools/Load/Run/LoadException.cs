namespace Nanofleet.Load.Run;

/// <summary>The run cannot be made or finished; the message says why and what to do.</summary>
internal sealed class LoadException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The command line asks for what cannot be; else something outside failed.</summary>
    public bool IsArgument { get; init; }
}
