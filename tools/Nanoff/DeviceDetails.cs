namespace Nanofleet.Nanoff;

/// <summary>What a board with nanoFramework says of itself, as <c>--devicedetails</c> prints it.</summary>
/// <param name="Target">Such as <c>ESP32_PSRAM_REV0</c>.</param>
/// <param name="Firmware">The version of nanoFramework's firmware.</param>
/// <param name="Serial">The chip's serial number; empty where the board tells none.</param>
/// <param name="Assemblies">The managed assemblies that are deployed.</param>
public sealed record DeviceDetails(string Target, Version Firmware, string Serial, IReadOnlyList<AssemblyOnBoard> Assemblies)
{
    /// <summary>Reads what nanoff printed; null where target or version is not among it, whatever nanoff's exit code was.</summary>
    public static DeviceDetails? TryParse(IReadOnlyList<string> lines)
    {
        string? target = null, section = "";
        Version? firmware = null;
        var serials = new List<string>();
        var assemblies = new List<AssemblyOnBoard>();
        foreach (var line in lines)
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0])) section = line.Trim();
            else if (After(line, "Target:") is { } name) target ??= name;
            else if (After(line, "CLR Version:") is { } text && Version.TryParse(text, out var version)) firmware ??= version;
            else if (section.StartsWith("Serial Numbers", StringComparison.Ordinal) && line.Trim() is { Length: > 0 } serial) serials.Add(serial);
            else if (section == "Assemblies:" && AssemblyIn(line) is { } assembly) assemblies.Add(assembly);
        }

        if (string.IsNullOrEmpty(target) || firmware is null) return null;
        return new DeviceDetails(target, firmware, serials.LastOrDefault(serial => serial.Trim('0').Length > 0) ?? "", assemblies);
    }

    /// <summary>Asks the board.</summary>
    /// <exception cref="NanoffException">It does not answer as nanoFramework, or says too little.</exception>
    public static async Task<DeviceDetails> ReadAsync(NanoffTool nanoff, string port, CancellationToken cancel = default) =>
        TryParse(await nanoff.RunAsync(NanoffCall.DeviceDetails(port), cancel)) ?? throw new NanoffException(
            $"nanoff found no fault with the board on {port}, but told neither its target nor its version.",
            "unplug the board and plug it in again, then try again.");

    private static string? After(string line, string label)
    {
        var text = line.Trim();
        return text.StartsWith(label, StringComparison.Ordinal) ? text[label.Length..].Trim() : null;
    }

    private static AssemblyOnBoard? AssemblyIn(string line)
    {
        var comma = line.LastIndexOf(',');
        return comma > 0 && Version.TryParse(line.AsSpan(comma + 1).Trim(), out var version) ? new AssemblyOnBoard(line[..comma].Trim(), version) : null;
    }
}
