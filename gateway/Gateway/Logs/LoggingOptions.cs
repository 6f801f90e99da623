using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Logs;

/// <summary>Section <c>Logging</c>, beside what ASP.NET Core reads there (<c>Logging:LogLevel:Default</c> and so on).</summary>
public sealed class LoggingOptions
{
    /// <summary><c>text</c> for people; <c>json</c> for programs: one object a line with time, level, category, message, fields and exception.</summary>
    public LogFormat Format { get; set; }

    /// <summary>How often a line tells what went through since the last one; 0 never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan StatisticsEvery { get; set; } = TimeSpan.FromMinutes(5);
}
