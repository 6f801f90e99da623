using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Nanofleet.Gateway.Logs;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Logs;

/// <summary>What a line of the log looks like, also when a device chose the words.</summary>
public sealed partial class LogFormatTests
{
    private const string Hostile = "b1\n{\"level\":\"fatal\"}\u001b[31m";

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)));

    [Fact]
    public void Json_line_has_time_level_category_message_and_fields()
    {
        var line = Parse(WithJson(log => LogArrival(log, "kitchen", 3)));

        Assert.Equal("2026-07-01T10:00:00.000Z", line.GetProperty("time").GetString());
        Assert.Equal(("warn", "Test", "kitchen sent 3 readings"), (line.GetProperty("level").GetString(), line.GetProperty("category").GetString(), line.GetProperty("message").GetString()));
        Assert.Equal(("kitchen", 3), (line.GetProperty("fields").GetProperty("Device").GetString(), line.GetProperty("fields").GetProperty("Count").GetInt32()));
        Assert.False(line.GetProperty("fields").TryGetProperty("{OriginalFormat}", out _));
        Assert.False(line.TryGetProperty("exception", out _));
    }

    [Fact]
    public void Json_line_stays_one_line_when_a_device_sends_line_ends_and_json()
    {
        var text = WithJson(log => LogArrival(log, Hostile, 3));

        Assert.Single(text.TrimEnd('\n').Split('\n'));
        Assert.Equal(Hostile, Parse(text).GetProperty("fields").GetProperty("Device").GetString());
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Json_line_holds_the_whole_exception()
    {
        var text = WithJson(log => LogFailure(log, new InvalidOperationException("broken", new IOException("disk"))));

        Assert.Single(text.TrimEnd('\n').Split('\n'));
        Assert.Contains("System.IO.IOException: disk", Parse(text).GetProperty("exception").GetString());
    }

    [Fact]
    public void Text_line_stays_one_line_when_a_device_sends_line_ends()
    {
        var text = With(new LineFormatter(_clock), log => LogArrival(log, Hostile, 3));

        Assert.Single(text.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain('\u001b', text);
    }

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private string WithJson(Action<ILogger> log) => With(new JsonLineFormatter(_clock), log);

    private static string With(ConsoleFormatter formatter, Action<ILogger> log)
    {
        var output = new StringWriter { NewLine = "\n" };
        log(new FormattedLog(formatter, output));
        return output.ToString();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} sent {Count} readings")]
    private static partial void LogArrival(ILogger log, string device, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "It broke.")]
    private static partial void LogFailure(ILogger log, Exception cause);

    private sealed class FormattedLog(ConsoleFormatter formatter, TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> toText) =>
            formatter.Write(new LogEntry<TState>(logLevel, "Test", eventId, state, exception, toText), null, output);
    }
}
