using System.Text.RegularExpressions;

namespace Nanofleet.Flash.Board;

/// <summary>Which chip a target is for. nanoff only warns where they do not fit, and flashes.</summary>
internal static partial class TargetFamily
{
    /// <summary><c>ESP32-C3</c> for <c>ESP32_C3_REV3</c>; null for the names of makers, which do not tell.</summary>
    public static string? Of(string target) => target switch
    {
        _ when Series().Match(target) is { Success: true } match => $"ESP32-{match.Groups[1].Value}",
        _ when target.StartsWith("ESP32_", StringComparison.Ordinal) => "ESP32",
        _ => null,
    };

    /// <summary>The chip that nanoff found: the line after <c>Connected to:</c> begins with it; null where it is not there.</summary>
    public static string? ChipIn(IReadOnlyList<string> lines)
    {
        var at = lines.ToList().FindIndex(line => line.StartsWith("Connected to:", StringComparison.Ordinal));
        return at >= 0 && at + 1 < lines.Count && lines[at + 1].Split(' ')[0] is { Length: > 0 } chip ? chip : null;
    }

    /// <summary>The target that nanoff thinks best for the chip; null where it names none.</summary>
    public static string? BestIn(IReadOnlyList<string> lines) =>
        lines.Select(line => Best().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    [GeneratedRegex(@"^ESP32_(C\d+|H\d+|P\d+|S\d+)(?:_|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Series();

    [GeneratedRegex(@"Target '([A-Za-z0-9_]+)' best matches", RegexOptions.CultureInvariant)]
    private static partial Regex Best();
}
