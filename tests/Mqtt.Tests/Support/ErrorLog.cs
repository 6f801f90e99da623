using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>Keeps what a broker logs as an error, which a client must not be able to bring about.</summary>
internal sealed class ErrorLog : ILogger<MqttBroker>
{
    private readonly ConcurrentQueue<string> _errors = new();

    public IReadOnlyCollection<string> Errors => _errors;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _errors.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
