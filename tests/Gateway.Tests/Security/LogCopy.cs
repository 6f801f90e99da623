using System.Collections.Concurrent;
using System.Text;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Everything that any part of the gateway logs, at every level: sentence, named values and exception.</summary>
internal sealed class LogCopy : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, Add);

    /// <summary>A line with this in it, whether it is there already or comes yet.</summary>
    public Task<string> SeeAsync(string part)
    {
        var seen = _awaited.GetOrAdd(part, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } line) seen.TrySetResult(line);
        return seen.Task.InTime();
    }

    public void Dispose()
    {
        // the lines outlive the gateway
    }

    private void Add(string line)
    {
        _lines.Enqueue(line);
        foreach (var (part, seen) in _awaited)
            if (line.Contains(part, StringComparison.Ordinal)) seen.TrySetResult(line);
    }

    private sealed class Writer(string category, Action<string> add) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            add($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new StringBuilder($"{category} {logLevel} {formatter(state, exception)} {exception}");
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                foreach (var (name, value) in values) line.Append($" {name}={value}");
            add(line.ToString());
        }
    }
}
