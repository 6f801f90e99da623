namespace Nanofleet.Provision.Improv;

/// <summary>What can go wrong on the serial line, each with its next action.</summary>
internal static class ImprovFaults
{
    public static ProvisionException NoAnswer(string port) => Fault($"Nothing on {port} answers.",
        "Check that the firmware is on the board (flash.ps1), that this is the port on which it listens (COM2 of a classic ESP32, the UART connector of boards with USB of their own), and press its reset button. A board that has settings already does not listen: hold its button to erase them, as device/README.md says.");

    public static ProvisionException FellSilent(string port, string during) => Fault($"The board on {port} answered before and fell silent at {during}.",
        "Press its reset button and repeat this command: nothing is lost, it goes on where it was.");

    public static ProvisionException Damaged(string port) => Fault($"What the board on {port} and this computer send each other arrives damaged (wrong checksums).",
        "Use a shorter cable or another USB port, connect the adapter's ground to the board's, and see that nothing else sends on this line.");

    public static ProvisionException Forgets(string port) => Fault($"The board on {port} forgets what it is sent: it restarts again and again.",
        "Give it a better supply (a shorter cable, a USB port of the computer itself: the radio takes half an ampere), then repeat this command.");

    public static ProvisionException UnknownCommand(string what) => Fault($"The board does not know the command \"{what}\".",
        "Its firmware is older than this tool: bring the present one onto it with flash.ps1, then repeat this command.");

    public static ProvisionException NotOurs(string port, string? firmware) => Fault($"The board on {port} speaks Improv, but does not run Nanofleet{(firmware is null ? "" : $" but {firmware}")}.",
        "Bring the firmware onto it with flash.ps1, or choose another --port.");

    public static ProvisionException Busy(string port) => Fault($"The board on {port} is busy: it tries a network that somebody else gave it, or scans.",
        "End other programs that provision it, wait half a minute and repeat this command.");

    public static ProvisionException NoNetwork(string ssid, IReadOnlyList<string> heard) => Wifi($"The board hears no network \"{ssid}\"{(heard.Count == 0 ? "" : $"; it hears {Quoted(heard)}")}.",
        "Check the name (upper and lower case differ). An ESP32 hears 2.4 GHz only: a network on 5 GHz alone does not exist for it. Bring the board nearer to the access point, then repeat this command.");

    public static ProvisionException WrongPassword(string ssid) => Wifi($"The network \"{ssid}\" refuses the password.",
        "Repeat this command with the right one: typed when asked for it, in NANOFLEET_WIFI_PASSWORD, or in the file of --wifi-password-file. Nothing was registered yet.");

    public static ProvisionException NotJoined(string ssid, string said) => Wifi($"The board could not join \"{ssid}\"{(said.Length == 0 ? "" : $": {said.TrimEnd('.')}")}.",
        "Check name and password, that the access point lets new devices in (MAC filter, number of clients) and gives addresses (DHCP). Then repeat this command: nothing was registered yet.");

    public static ProvisionException SettingsRefused(IReadOnlyCollection<string> faults) => Fault($"The board refuses the settings: {string.Join("; ", faults)}.",
        faults.Any(fault => fault.StartsWith("client_", StringComparison.Ordinal)) // not from the file of --settings, which may have none of these
            ? "The gateway's broker asks for a client certificate, and this firmware is too old to have one: bring the present one onto the board with flash.ps1, then repeat this command. The registration is kept until then."
            : "Correct the file of --settings and repeat this command: the registration is kept until then.");

    public static ProvisionException TooLarge(int size, int most) => Fault($"The settings have {size} bytes, the board takes {most}.",
        "Make the file of --settings shorter and repeat this command: the registration is kept until then.");

    public static ProvisionException NotKept() => Fault("The board's flash refuses to keep the settings.",
        "Erase the board by flashing its firmware anew (flash.ps1), then repeat this command: the registration is kept until then.");

    public static ProvisionException Confused(string port, string what) => Fault($"The board on {port} answers in a way that is not understood ({what}).",
        "Bring the present firmware onto it with flash.ps1, then repeat this command.");

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));

    private static ProvisionException Fault(string cause, string next) => new(ExitCodes.Board, cause, next);

    private static ProvisionException Wifi(string cause, string next) => new(ExitCodes.Wifi, cause, next);
}
