using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Nanofleet.Gateway.Logs;

/// <summary>Log lines for people: time, level, sentence; where it comes from only when something is wrong.</summary>
public sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    /// <summary>The host's own report of a start that failed; whoever started it gets the exception and says it once.</summary>
    private const string StartFailed = "HostedServiceStartupFaulted";

    /// <summary>True for what whoever started the gateway is told in another way.</summary>
    public static bool IsSaidAnyway(EventId entry) => entry.Name == StartFailed;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (IsSaidAnyway(logEntry.EventId)) return;
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "WARN ",
            LogLevel.Error => "ERROR",
            _ => "FATAL",
        };
        var source = logEntry.LogLevel >= LogLevel.Warning ? $" ({logEntry.Category})" : "";
        textWriter.WriteLine($"{clock.GetLocalNow():HH:mm:ss} {level} {Printable(text)}{source}");
        if (logEntry.Exception is { } exception) textWriter.WriteLine(exception);
    }

    /// <summary>Devices name topics and texts: none of them may begin a line of its own or command a terminal.</summary>
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
