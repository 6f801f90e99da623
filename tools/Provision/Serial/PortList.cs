using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Nanofleet.Provision.Serial;

/// <summary>The serial ports to which a board can be connected, in the order of their names.</summary>
internal static class PortList
{
    private static readonly string[] LinuxNames = ["ttyUSB*", "ttyACM*"];

    // macOS has these without any cable.
    private static readonly string[] MacNoise = ["Bluetooth", "debug-console", "wlan-debug"];

    public static IReadOnlyList<PortInfo> Read() =>
        OperatingSystem.IsWindows() ? ReadRegistry() : OperatingSystem.IsMacOS() ? ReadMac("/dev") : ReadLinux("/dev");

    /// <param name="folder">Where devices are: /dev.</param>
    internal static IReadOnlyList<PortInfo> ReadLinux(string folder)
    {
        var descriptions = new Dictionary<string, string>();
        var byId = new DirectoryInfo(Path.Combine(folder, "serial", "by-id"));
        foreach (var link in byId.Exists ? byId.EnumerateFileSystemInfos() : [])
            if (link.ResolveLinkTarget(returnFinalTarget: true) is { } target) descriptions[target.FullName] = Readable(link.Name);
        return Sorted(LinuxNames.SelectMany(pattern => Directory.EnumerateFileSystemEntries(folder, pattern)).Union(descriptions.Keys)
            .Select(path => new PortInfo(path, descriptions.GetValueOrDefault(path, ""))));
    }

    /// <inheritdoc cref="ReadLinux"/>
    internal static IReadOnlyList<PortInfo> ReadMac(string folder) =>
        Sorted(Directory.EnumerateFileSystemEntries(folder, "cu.*")
            .Where(path => !MacNoise.Any(noise => path.Contains(noise, StringComparison.Ordinal)))
            .Select(path => new PortInfo(path, "")));

    // "usb-Silicon_Labs_CP2102N_0001-if00-port0": the bus and the interface tell a person nothing.
    private static string Readable(string id)
    {
        var name = id.StartsWith("usb-", StringComparison.Ordinal) ? id[4..] : id;
        var end = name.LastIndexOf("-if", StringComparison.Ordinal);
        return (end < 0 ? name : name[..end]).Replace('_', ' ');
    }

    [SupportedOSPlatform("windows")]
    private static IReadOnlyList<PortInfo> ReadRegistry()
    {
        using var map = Registry.LocalMachine.OpenSubKey(@"HARDWARE\DEVICEMAP\SERIALCOMM");
        return Sorted((map?.GetValueNames() ?? []).Select(device => new PortInfo((string)map!.GetValue(device)!, device.Replace(@"\Device\", "", StringComparison.Ordinal))));
    }

    // COM10 behind COM9.
    private static IReadOnlyList<PortInfo> Sorted(IEnumerable<PortInfo> ports) => [.. ports.OrderBy(port => port.Name.Length).ThenBy(port => port.Name, StringComparer.Ordinal)];
}
