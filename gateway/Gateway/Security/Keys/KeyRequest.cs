using System.Diagnostics.CodeAnalysis;

namespace Nanofleet.Gateway.Security.Keys;

/// <summary>A key as somebody asks for it, by the API or by a form, checked by the same rules.</summary>
public sealed record KeyRequest(string Name, KeyScope Scopes, TimeSpan? Age)
{
    private const int MostDays = 3650;

    /// <summary>False with a sentence that names field, value and fix.</summary>
    /// <param name="scopes">Words such as read and upload.</param>
    /// <param name="days">For how long; null for ever.</param>
    public static bool TryMake(string? name, IReadOnlyList<string?> scopes, int? days, [NotNullWhen(true)] out KeyRequest? request, out string fault)
    {
        request = null;
        name = name?.Trim() ?? "";
        var wanted = scopes.Select(Parse).Aggregate(KeyScope.None, (all, scope) => all | (scope ?? KeyScope.None));
        fault = name.Length is 0 or > ApiKeys.LongestName || name.Any(char.IsControl) ? $"name must have 1 to {ApiKeys.LongestName} characters: say what the key is for."
            : scopes.FirstOrDefault(scope => Parse(scope) is null) is { } unknown ? $"scopes has '{Ingest.Refusal.Cut(unknown)}'; there are {string.Join(", ", Words(~KeyScope.None))}."
            : wanted == KeyScope.None ? $"scopes must name one or more of {string.Join(", ", Words(~KeyScope.None))}."
            : days is < 1 or > MostDays ? $"days = {days} must be from 1 to {MostDays}, or absent for a key without an end."
            : "";
        if (fault.Length > 0) return false;
        request = new KeyRequest(name, wanted, days is { } length ? TimeSpan.FromDays(length) : null);
        return true;
    }

    /// <summary>As people read and write them.</summary>
    public static IEnumerable<string> Words(KeyScope scopes) => Enum.GetValues<KeyScope>().Where(scope => scope != KeyScope.None && scopes.HasFlag(scope)).Select(Word);

    public static string Word(KeyScope scope) => scope.ToString().ToLowerInvariant();

    private static KeyScope? Parse(string? word)
    {
        foreach (var scope in Enum.GetValues<KeyScope>())
            if (scope != KeyScope.None && Word(scope) == word) return scope;
        return null;
    }
}
