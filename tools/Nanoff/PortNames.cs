namespace Nanofleet.Nanoff;

/// <summary>The serial ports that a board may be on, out of what <c>--listports</c> prints.</summary>
public static class PortNames
{
    /// <summary>USB adapters and boards with USB of their own; a Linux machine has dozens of ttyS beside them, which lead nowhere.</summary>
    private static readonly string[] Usb = ["/dev/ttyUSB", "/dev/ttyACM", "/dev/cu.usb", "/dev/cu.SLAB", "/dev/cu.wchusb"];

    /// <summary>Those on USB where there are any, else all; each once, in order.</summary>
    public static IReadOnlyList<string> Read(IReadOnlyList<string> lines)
    {
        var all = lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim())
            .Where(name => name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal) && !name.StartsWith("/dev/tty.", StringComparison.Ordinal)) // macOS names each port twice
            .Distinct().Order(StringComparer.OrdinalIgnoreCase).ToArray();
        var usb = all.Where(name => Usb.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))).ToArray();
        return usb.Length > 0 ? usb : all;
    }
}
