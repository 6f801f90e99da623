namespace Nanofleet.VirtualBoard.Storage;

/// <summary>Names inside drive I:, kept as folder/name without a leading slash; the root is the empty name.</summary>
internal static class FlashPath
{
    private const string Drive = "I:";

    /// <summary>From what the firmware says, relative to the root; another drive is an I/O error as on the board.</summary>
    internal static string Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var rest = path.Replace('\\', '/');
        if (rest.Contains(':'))
        {
            if (!rest.StartsWith(Drive, StringComparison.OrdinalIgnoreCase)) throw new IOException($"No drive for '{path}'.");
            rest = rest[Drive.Length..];
        }
        var parts = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Any(p => p is "." or "..") ? throw new IOException($"'{path}' is not a plain path.") : string.Join('/', parts);
    }

    internal static string ToDrive(string name) => Drive + "\\" + name.Replace('/', '\\');

    internal static string Parent(string name) => name.LastIndexOf('/') is var slash and >= 0 ? name[..slash] : "";
}
