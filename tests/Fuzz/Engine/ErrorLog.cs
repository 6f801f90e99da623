using Microsoft.Extensions.Logging;
using Nanofleet.Mqtt;

namespace Nanofleet.Fuzz.Engine;

/// <summary>Keeps what the broker logs as an error: an exception that reached a root.</summary>
internal sealed class ErrorLog : ILogger<MqttBroker>
{
    private readonly Lock _gate = new();
    private (string Text, Exception? Failure)? _first;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel < LogLevel.Error) return;
        lock (_gate) _first ??= (formatter(state, exception), exception);
    }

    public void ThrowIfAny()
    {
        lock (_gate)
        {
            if (_first is { } first) throw new FindingException($"the broker logged an error: {first.Text}", first.Failure);
        }
    }
}
