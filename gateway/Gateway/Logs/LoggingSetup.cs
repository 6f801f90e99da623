using Microsoft.Extensions.Logging.Console;

namespace Nanofleet.Gateway.Logs;

/// <summary>The log goes to the standard output, in the format of the settings; whoever runs the gateway keeps it.</summary>
internal static class LoggingSetup
{
    public static void AddLogs(this ILoggingBuilder logging, LoggingOptions options)
    {
        var formatter = options.Format == LogFormat.Json ? JsonLineFormatter.FormatterName : LineFormatter.FormatterName;
        logging.AddConsole(console => console.FormatterName = formatter);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
    }
}
