using Microsoft.Extensions.Logging;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Mqtt;

namespace Nanofleet.Fuzz.Engine;

/// <summary>Keeps what is logged as an error: an exception that reached a root.</summary>
internal sealed class ErrorLog : ILogger<MqttBroker>, ILogger<IngestReceiver>
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
            if (_first is { } first) throw new FindingException($"an error was logged: {first.Text}", first.Failure);
        }
    }
}
