using System.Globalization;
using System.Text.RegularExpressions;
using Nanofleet.VirtualBoard.Power;

namespace System;

/// <summary>The board's DateTime: counts from 1601, always UTC, and its UtcNow is the board's clock.</summary>
public struct DateTime
{
    private const long TicksAtOrigin = 504911232000000000;

    public static readonly DateTime MinValue = new DateTime(TicksAtOrigin);
    public static readonly DateTime MaxValue = new DateTime(3000, 12, 31, 23, 59, 59, 999);
    public static readonly DateTime UnixEpoch = new DateTime(1970, 1, 1);

    private readonly long _sinceOrigin;

    public DateTime(long ticks)
    {
        if (ticks < TicksAtOrigin) throw new ArgumentOutOfRangeException(nameof(ticks));
        _sinceOrigin = ticks - TicksAtOrigin;
    }

    public DateTime(long ticks, DateTimeKind kind) : this(ticks)
    {
        if (kind == DateTimeKind.Local) throw new ArgumentException("The board knows UTC only.");
    }

    public DateTime(int year, int month, int day) : this(year, month, day, 0, 0, 0)
    {
    }

    public DateTime(int year, int month, int day, int hour, int minute, int second) : this(year, month, day, hour, minute, second, 0)
    {
    }

    public DateTime(int year, int month, int day, int hour, int minute, int second, int millisecond)
        : this(new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero).Ticks)
    {
    }

    public static DateTime UtcNow => new DateTime(BoardLife.Current.Clock.UtcTicks);

    public static DateTime Today => UtcNow.Date;

    public long Ticks => _sinceOrigin + TicksAtOrigin;

    public DateTimeKind Kind => DateTimeKind.Utc;

    public DateTime Date => new DateTime(Ticks - Ticks % TimeSpan.TicksPerDay);

    public TimeSpan TimeOfDay => new TimeSpan(Ticks % TimeSpan.TicksPerDay);

    public int Year => Real.Year;

    public int Month => Real.Month;

    public int Day => Real.Day;

    public int DayOfYear => Real.DayOfYear;

    public DayOfWeek DayOfWeek => Real.DayOfWeek;

    public int Hour => Real.Hour;

    public int Minute => Real.Minute;

    public int Second => Real.Second;

    public int Millisecond => Real.Millisecond;

    private DateTimeOffset Real => new DateTimeOffset(Ticks, TimeSpan.Zero);

    public static DateTime operator +(DateTime d, TimeSpan t) => d.Add(t);

    public static DateTime operator -(DateTime d, TimeSpan t) => d.Subtract(t);

    public static TimeSpan operator -(DateTime d1, DateTime d2) => d1.Subtract(d2);

    public static bool operator ==(DateTime d1, DateTime d2) => d1.Ticks == d2.Ticks;

    public static bool operator !=(DateTime t1, DateTime t2) => t1.Ticks != t2.Ticks;

    public static bool operator <(DateTime t1, DateTime t2) => t1.Ticks < t2.Ticks;

    public static bool operator <=(DateTime t1, DateTime t2) => t1.Ticks <= t2.Ticks;

    public static bool operator >(DateTime t1, DateTime t2) => t1.Ticks > t2.Ticks;

    public static bool operator >=(DateTime t1, DateTime t2) => t1.Ticks >= t2.Ticks;

    public static int Compare(DateTime t1, DateTime t2) => t1.Ticks.CompareTo(t2.Ticks);

    public static bool Equals(DateTime t1, DateTime t2) => t1 == t2;

    public static int DaysInMonth(int year, int month) => CultureInfo.InvariantCulture.Calendar.GetDaysInMonth(year, month);

    public static DateTime FromUnixTimeSeconds(long seconds) => new DateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).Ticks);

    public static DateTime Parse(string s) => TryParse(s, out var result) ? result : throw new FormatException();

    // As on the board: whatever follows is not looked at, an offset neither, and decimals are taken for ticks.
    public static bool TryParse(string s, out DateTime result)
    {
        result = MinValue;
        var match = Regex.Match(s, @"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.(?<ticks>\d{1,7}))?|^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)Z|^(?<time>\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d)");
        string[] formats = ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "ddd, dd MMM yyyy HH:mm:ss"];
        if (!DateTimeOffset.TryParseExact(match.Groups["time"].Value, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return false;
        result = new DateTime(time.Ticks + (match.Groups["ticks"].Success ? int.Parse(match.Groups["ticks"].ValueSpan, CultureInfo.InvariantCulture) : 0));
        return true;
    }

    public long ToUnixTimeSeconds() => Real.ToUnixTimeSeconds();

    public DateTime Add(TimeSpan val) => AddTicks(val.Ticks);

    public DateTime AddTicks(long val) => new DateTime(Ticks + val);

    public DateTime AddMilliseconds(double val) => AddTicks((long)(val * TimeSpan.TicksPerMillisecond));

    public DateTime AddSeconds(double val) => AddTicks((long)(val * TimeSpan.TicksPerSecond));

    public DateTime AddMinutes(double val) => AddTicks((long)(val * TimeSpan.TicksPerMinute));

    public DateTime AddHours(double val) => AddTicks((long)(val * TimeSpan.TicksPerHour));

    public DateTime AddDays(double val) => AddTicks((long)(val * TimeSpan.TicksPerDay));

    public DateTime Subtract(TimeSpan val) => AddTicks(-val.Ticks);

    public TimeSpan Subtract(DateTime val) => new TimeSpan(Ticks - val.Ticks);

    public int CompareTo(object val) => val is DateTime other ? Compare(this, other) : 1;

    public override bool Equals(object obj) => obj is DateTime other && this == other;

    public override int GetHashCode() => Ticks.GetHashCode();

    public override string ToString() => ToString("MM/dd/yyyy HH:mm:ss");

    public string ToString(string format) => Real.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
