namespace Nanofleet.Device.Core.Logging
{
    /// <summary>
    /// Lines for whoever listens at the serial port: <c>info 12345 online</c>, that is level, uptime in milliseconds, message.
    /// Secrets are never passed in here.
    /// </summary>
    public sealed class Log
    {
        private readonly ILogSink _sink;
        private readonly IClock _clock;
        private LogLevel _usual;
        private long _untilMs;

        public Log(ILogSink sink, IClock clock)
        {
            _sink = sink;
            _clock = clock;
        }

        /// <summary>Lines below it are not written.</summary>
        public LogLevel Level { get; set; } = LogLevel.Info;

        /// <summary>Another level for a while; then as before.</summary>
        public void LevelFor(LogLevel level, long milliseconds)
        {
            if (_untilMs == 0) _usual = Level;
            _untilMs = _clock.UptimeMs + milliseconds;
            Level = level;
        }

        /// <summary>Another level for good; one for a while goes on for its while.</summary>
        public void LevelFromNowOn(LogLevel level)
        {
            if (_untilMs > 0) _usual = level;
            else Level = level;
        }

        public void Debug(string message) => Write(LogLevel.Debug, message);

        public void Info(string message) => Write(LogLevel.Info, message);

        public void Warning(string message) => Write(LogLevel.Warning, message);

        public void Error(string message) => Write(LogLevel.Error, message);

        private void Write(LogLevel level, string message)
        {
            if (_untilMs > 0 && _clock.UptimeMs >= _untilMs)
            {
                _untilMs = 0;
                Level = _usual;
            }

            if (level < Level) return;
            _sink.Write(LogLevels.Name(level) + " " + _clock.UptimeMs.ToString() + " " + message);
        }
    }
}
