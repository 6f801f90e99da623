using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nanofleet.Load.Faults;

namespace Nanofleet.Load.CommandLine;

/// <summary>Options whose wrong values are refused by name, value and fix.</summary>
internal static class Values
{
    public static Option<long?> Whole(string name, string description, long least, long most) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = Text(result);
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            result.AddError($"{name} {text}: must be a whole number from {least} to {most}, for instance {name} {Math.Clamp(100, least, most)}.");
            return null;
        },
    };

    public static Option<double?> Positive(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = Text(result);
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e9) return value;
            result.AddError($"{name} {text}: must be a number above 0, for instance {name} 1000.");
            return null;
        },
    };

    public static Option<TimeSpan?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = Text(result);
            if (Durations.TryParse(text, out var value)) return value;
            result.AddError($"{name} {text}: must be a time of less than a day, for instance {name} 30 or {name} 15m.");
            return null;
        },
    };

    public static Option<string?> OneOf(string name, string description, params string[] choices) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = Text(result);
            if (choices.Contains(text)) return text;
            result.AddError($"{name} {text}: must be {string.Join(" or ", choices)}.");
            return null;
        },
    };

    public static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = Text(result);
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")) return address;
            result.AddError($"{name} {text}: must be an address, for instance {name} http://127.0.0.1:5080.");
            return null;
        },
    };

    public static Option<IReadOnlyList<Fault>?> Schedule(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = Text(result);
            if (Fault.TryParseAll(text, out var faults, out var sentence)) return faults;
            result.AddError($"{name} {text}: {sentence}.");
            return null;
        },
    };

    private static string Text(ArgumentResult result) => string.Join(' ', result.Tokens.Select(token => token.Value));
}
