namespace Nanofleet.Provision.Serial;

/// <summary>What can be wrong with a port, in the words of whoever has the board in front of them.</summary>
internal static class PortFaults
{
    public static ProvisionException Missing(string port, IReadOnlyList<PortInfo> others) => Fault($"There is no port {port}.",
        others.Count == 0
            ? "Connect the board with a cable that carries data (many only charge); a USB-UART chip may need its driver (CP210x, CH34x, FTDI). --list-ports shows what is there."
            : $"Use one of {string.Join(", ", others.Select(other => other.Name))}, or connect the board.");

    public static ProvisionException Denied(string port) => Fault($"{port} may not be opened by this user.",
        OperatingSystem.IsLinux()
            ? "Ports belong to the group dialout (on Arch Linux: uucp). Run: sudo usermod -aG dialout $USER, then sign out and in again."
            : "Give this user the right to read and write it.");

    /// <param name="holder">Who has it open, where the system tells.</param>
    public static ProvisionException Busy(string port, string? holder) => Fault($"{port} is open in {holder ?? "another program"}.",
        $"Close {(holder is null ? "it: a serial monitor, nanoff, or Visual Studio, whose Device Explorer lets go of ports with its \"disable device watchers\" button" : "that program")}. Then repeat this command.");

    public static ProvisionException NotSerial(string port) => Fault($"{port} is not a serial port.", "Choose one that --list-ports shows.");

    public static ProvisionException CallOut(string port) => Fault($"{port} waits for a modem's carrier when it is opened.",
        $"Use its other name: {port.Replace("/dev/tty.", "/dev/cu.", StringComparison.Ordinal)}.");

    public static ProvisionException Unplugged(string port) => Fault($"{port} went away: the cable was pulled, or the board lost its power.",
        "Connect the board again and repeat this command: nothing is lost, it goes on where it was.");

    public static ProvisionException Failed(string port, string what, string error) => Fault($"{port}: {what} failed ({error}).",
        "Disconnect the board, connect it again and repeat this command.");

    private static ProvisionException Fault(string cause, string next) => new(ExitCodes.Board, cause, next);
}
