namespace Nanofleet.Gateway.Logs;

/// <summary>How the log looks on the standard output.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>One JSON object a line, for programs that collect logs.</summary>
    Json,
}
