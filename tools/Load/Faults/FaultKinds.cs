namespace Nanofleet.Load.Faults;

/// <summary>How faults are called on the command line.</summary>
internal static class FaultKinds
{
    private static readonly Dictionary<string, FaultKind> ByName = Enum.GetValues<FaultKind>().ToDictionary(Of);

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary><c>kill-gateway</c>.</summary>
    public static string Of(FaultKind kind) => string.Concat(kind.ToString().Select((letter, i) => char.IsUpper(letter) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    public static bool TryParse(string name, out FaultKind kind) => ByName.TryGetValue(name, out kind);
}
