using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Tests.Configuration;

/// <summary>
/// The table of all settings in gateway/README.md, made from the options classes: names and defaults as the program has
/// them, ranges from their attributes, the words from the comments in their sources.
/// </summary>
internal static partial class SettingsTable
{
    private static readonly (string Unit, TimeSpan Length)[] Units = [("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1))];

    /// <param name="sources">The folder of the gateway's project.</param>
    public static string Write(string sources)
    {
        var files = Directory.GetFiles(sources, "*Options.cs", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        var table = new StringBuilder("| setting | default | range | meaning |\n|---|---|---|---|\n");
        foreach (var section in typeof(GatewayOptions).GetProperties().Where(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)))
        {
            var source = files[section.PropertyType.Name + ".cs"];
            var defaults = Activator.CreateInstance(section.PropertyType)!;
            foreach (var setting in section.PropertyType.GetProperties().Where(property => property.CanWrite))
                table.Append(CultureInfo.InvariantCulture, $"| `{section.Name}:{setting.Name}` | {Default(setting, defaults)} | {Range(setting)} | {Meaning(source, section.Name, setting.Name)} |\n");
        }

        return table.ToString();
    }

    private static string Default(PropertyInfo setting, object defaults) => setting.GetValue(defaults) is { } value ? $"`{Word(value)}`" : "";

    private static string Range(PropertyInfo setting)
    {
        var type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        if (type.IsEnum) return string.Join(", ", Enum.GetNames(type).Select(name => $"`{name.ToLowerInvariant()}`"));
        if (type == typeof(bool)) return "`true`, `false`";
        if (setting.GetCustomAttribute<RangeAttribute>() is not { } range) return "";
        return range.Maximum is > 1e15 ? $"{Bound(range, range.Minimum)} or more" : $"{Bound(range, range.Minimum)} to {Bound(range, range.Maximum)}";
    }

    private static string Bound(RangeAttribute range, object bound) => Word(range.OperandType == typeof(TimeSpan) ? TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture) : bound);

    private static string Word(object value) => value switch
    {
        bool yes => yes ? "true" : "false",
        TimeSpan time => Words(time),
        Enum name => name.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Words(TimeSpan time)
    {
        if (time == TimeSpan.Zero) return "0s";
        foreach (var (unit, length) in Units)
            if (time.Ticks % length.Ticks == 0) return $"{time.Ticks / length.Ticks}{unit}";
        return time.ToString("c", CultureInfo.InvariantCulture);
    }

    private static string Meaning(string source, string section, string setting)
    {
        var match = Regex.Match(source, $@"((?:^ *///.*\n)+)(?:^ *\[.*\]\n)*^ *public [^\n(]*?\b{setting} \{{ get; set; \}}", RegexOptions.Multiline);
        Assert.True(match.Success, $"{section}:{setting} has no comment: the table of settings is made of them");
        var text = Slashes().Replace(match.Groups[1].Value, " ");
        text = Regex.Match(text, "<summary>(.*?)</summary>", RegexOptions.Singleline).Groups[1].Value;
        text = Reference().Replace(text, reference => Named(reference.Groups[1].Value, section));
        text = Code().Replace(text, "`$1`").Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
        return Spaces().Replace(text, " ").Trim();
    }

    /// <summary>Of one name a setting of the same section, of two one of another's, and of another class its section.</summary>
    private static string Named(string reference, string section) => reference.Split('.') switch
    {
        [var options] when options.EndsWith("Options", StringComparison.Ordinal) => $"`{options[..^"Options".Length]}`",
        [var options, var name] when options.EndsWith("Options", StringComparison.Ordinal) => $"`{options[..^"Options".Length]}:{name}`",
        [.., var name] => $"`{section}:{name}`",
        _ => reference,
    };

    [GeneratedRegex("(?m)^ *///")]
    private static partial Regex Slashes();

    [GeneratedRegex("<see cref=\"([^\"]+)\" ?/>")]
    private static partial Regex Reference();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
