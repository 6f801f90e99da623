using System.CommandLine;

namespace Nanofleet.Provision.CommandLine;

/// <summary>The options as they are written in help. Values are judged by <see cref="ArgumentReader"/>, all at once.</summary>
internal sealed class ProvisionSwitches
{
    public const string ApiKeyVariable = "NANOFLEET_API_KEY";
    public const string WifiPasswordVariable = "NANOFLEET_WIFI_PASSWORD";

    public Option<string?> Gateway { get; } = Text("--gateway", "Address of the gateway's page, such as https://gateway.local:5443.");

    public Option<string?> ClaimCode { get; } = Text("--claim-code", "One-time code from the gateway's page \"Add a device\"; 15 minutes valid.");

    public Option<string?> ApiKeyFile { get; } = Text("--api-key-file", $"File whose first line is an API key with the scope provision; or set {ApiKeyVariable}. There is no option for the key itself: a command line can be read by other users and stays in the shell's history.");

    public Option<string?> DeviceId { get; } = Text("--device-id", "1 to 64 of A-Z a-z 0-9 _ -. [the board's own: esp32- and its Wi-Fi address]");

    public Option<string?> Port { get; } = Text("--port", "Serial port: COM9, /dev/ttyUSB0, /dev/cu.usbserial-0001. [the only one]");

    public Option<string?> WifiSsid { get; } = Text("--wifi-ssid", "Name of the Wi-Fi, 2.4 GHz. [the one the board is in, or a choice]");

    public Option<string?> WifiPasswordFile { get; } = Text("--wifi-password-file", $"File whose first line is its password, empty for an open network; or set {WifiPasswordVariable}. [asked for]");

    public Option<string?> BrokerHost { get; } = Text("--broker-host", "By which name or address the board reaches the broker. [what the gateway says, else the host of --gateway]");

    public Option<string?> Way { get; } = Text("--way", "How the board is reached: improv, nanoff, or auto, which takes nanoff where nothing answers to Improv. [auto]");

    public Option<string?> Csv { get; } = Text("--csv", "A batch: a file with a line for each board; see README.md for its columns. Other options hold for all lines.");

    public Option<string?> Label { get; } = Text("--label", "Writes a label with QR code to this .svg or .png. In a batch {id} stands for the device id.");

    public Option<string?> GatewayCa { get; } = Text("--gateway-ca", "PEM file with the authority of the gateway's certificate.");

    public Option<string?> GatewayCaFingerprint { get; } = Text("--gateway-ca-fingerprint", "SHA-256 of that authority's certificate, as the gateway's log and page show it.");

    public Option<string?> Settings { get; } = Text("--settings", "JSON file with further settings of the board, such as pins; see device/README.md.");

    public Option<bool> Replace { get; } = new("--replace") { Description = "The device has credentials already: make them void and give new ones." };

    public Option<string?> Timeout { get; } = Text("--timeout", "How many seconds the first reading is waited for, 10 to 840. [180]");

    public Option<bool> ListPorts { get; } = new("--list-ports") { Description = "Names the serial ports of this computer, and ends." };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Shows each frame and each call of nanoff, without contents." };

    public IEnumerable<Option> All =>
    [
        Gateway, ClaimCode, ApiKeyFile, DeviceId, Port, WifiSsid, WifiPasswordFile, BrokerHost, Way, Csv, Label, GatewayCa, GatewayCaFingerprint, Settings, Replace, Timeout, ListPorts, Verbose,
    ];

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };
}
