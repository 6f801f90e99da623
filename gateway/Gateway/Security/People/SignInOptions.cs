using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Security.People;

/// <summary>Section <c>SignIn</c>: how people come in, and how hard it is to try passwords.</summary>
public sealed class SignInOptions
{
    /// <summary>Who has not been seen for so long signs in again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(1);

    /// <summary>And after so long in any case.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SessionAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an invitation, or a way back in, works.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "90.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LinkAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Wrong passwords for one name from one address before both together have to wait; twice as long after each further one.</summary>
    [Range(1, 1000)]
    public int Failures { get; set; } = 5;

    /// <summary>Wrong passwords from one address, whatever the names.</summary>
    [Range(1, 10_000)]
    public int FailuresPerAddress { get; set; } = 20;

    /// <summary>Wrong passwords for one name from all addresses. Browsers in which the person has signed in before are not held up by it.</summary>
    [Range(1, 100_000)]
    public int FailuresPerName { get; set; } = 50;

    /// <summary>How long the first wait is.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lock { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the longest is: nobody is locked out for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestLock { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Attempts to sign in, or to use a link, from one address; more are refused unread.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerMinute { get; set; } = 30;
}
