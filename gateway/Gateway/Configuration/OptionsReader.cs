using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Fills options from a section and notes every fault: a name that does not exist, a value that does not fit its type,
/// a number out of range. The framework's binder stops at the first fault and ignores unknown names.
/// </summary>
public sealed class OptionsReader(IConfiguration configuration, ICollection<ConfigurationFault> faults)
{
    /// <param name="section">Its name.</param>
    /// <param name="theFrameworks">Names in it that ASP.NET Core reads.</param>
    public T Read<T>(string section, params string[] theFrameworks)
        where T : new()
    {
        var options = new T();
        var properties = typeof(T).GetProperties().Where(p => p.CanWrite).ToArray();
        foreach (var entry in configuration.GetSection(section).GetChildren())
        {
            if (theFrameworks.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)) continue;
            var property = Array.Find(properties, p => p.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null) faults.Add(new ConfigurationFault(entry.Path, null, UnknownName(section, entry.Key, properties)));
            else Set(options, property, $"{section}:{property.Name}", entry);
        }

        return options;
    }

    private static string UnknownName(string section, string name, PropertyInfo[] properties)
    {
        var names = properties.Select(p => p.Name).ToArray();
        return NearestName.Find(name, names) is { } nearest
            ? $"there is no such setting; did you mean {section}:{nearest}?"
            : $"there is no such setting; {section} has {string.Join(", ", names)}.";
    }

    private void Set(object options, PropertyInfo property, string field, IConfigurationSection entry)
    {
        if (string.IsNullOrEmpty(entry.Value))
        {
            if (entry.GetChildren().Any()) faults.Add(new ConfigurationFault(field, null, "takes one value, not a list or an object."));
            return;
        }

        var shown = property.IsDefined(typeof(SecretAttribute)) ? null : entry.Value;
        if (!TryConvert(entry.Value, property.PropertyType, out var value, out var expected))
            faults.Add(new ConfigurationFault(field, shown, $"must be {expected}."));
        else if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            faults.Add(new ConfigurationFault(field, shown, $"must be between {range.Minimum} and {range.Maximum}."));
        else
            property.SetValue(options, value);
    }

    private static bool TryConvert(string text, Type type, out object? value, out string expected)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        (value, expected) = type switch
        {
            _ when type == typeof(string) => (text, ""),
            _ when type == typeof(bool) => ((object?)(bool.TryParse(text, out var yes) ? yes : null), "true or false"),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null, "a whole number"),
            _ when type == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null, "a whole number"),
            _ when type == typeof(TimeSpan) => (Duration.TryParse(text, out var span) ? span : null, "a duration such as 90s, 5m or 00:01:30"),
            _ when type.IsEnum => (NamedValue(type, text), "one of " + string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()),
            _ => throw new NotSupportedException($"options of type {type} are not read"),
        };
        return value is not null;
    }

    private static object? NamedValue(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;
}
