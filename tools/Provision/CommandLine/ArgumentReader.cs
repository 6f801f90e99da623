using System.CommandLine;
using System.Globalization;
using Nanofleet.Provision.Batch;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Gateway;
using Nanofleet.Provision.Run;

namespace Nanofleet.Provision.CommandLine;

/// <summary>From the words of the command line to a checked job. What is wrong is collected, not thrown.</summary>
internal sealed class ArgumentReader(ProvisionSwitches switches, ParseResult parsed, ITerminal terminal, Func<string, string?> variable)
{
    private const int LeastTimeout = 10;
    private const int MostTimeout = 840; // the gateway tells how far a device is for a quarter of an hour
    private const string PasswordName = "--wifi-password-file";

    private readonly Faults _faults = new();

    public IReadOnlyList<string> Faults => _faults.All;

    /// <summary>Null where something is wrong. Asks for the Wi-Fi's password only when all else is right.</summary>
    public async Task<Job?> ReadAsync(CancellationToken cancel)
    {
        var gateway = GatewayOption();
        var trust = Trust();
        var apiKey = ApiKey();
        var claimCode = Value(switches.ClaimCode);
        var batch = Value(switches.Csv);
        if (apiKey is not null && claimCode is not null) _faults.Add("--claim-code and an API key: give one of the two.");
        if (apiKey is null && claimCode is null && batch is null && Value(switches.ApiKeyFile) is null) _faults.Add($"--claim-code is missing: get one on the gateway's page \"Add a device\", or name an API key with --api-key-file.");
        var board = Board(claimCode);
        var lines = batch is null ? null : BatchFile.Read(batch, board, apiKey is not null || Value(switches.ApiKeyFile) is not null, terminal.IsInteractive, _faults);
        if (batch is not null && claimCode is not null) _faults.Add("--claim-code: one code is for one board; in a batch use an API key, or a column claim_code.");
        if (batch is not null && board.DeviceId is not null) _faults.Add("--device-id: in a batch each line has its own, in the column device_id.");
        if (!_faults.Any) board = await AskPasswordAsync(board, cancel);
        return _faults.Any ? null : new Job { Gateway = gateway!, Trust = trust, ApiKey = apiKey, Board = board, Batch = lines?.WithDefaultWifi(board.Wifi) };
    }

    private Uri? GatewayOption()
    {
        if (Value(switches.Gateway) is not { } text)
        {
            _faults.Add("--gateway is missing: give the address of the gateway's page, such as https://gateway.local:5443.");
            return null;
        }

        if (GatewayAddress.TryParse(text, out var address, out var fault)) return address;
        _faults.Add($"--gateway {text}: {fault}.");
        return null;
    }

    private GatewayTrust Trust()
    {
        var (file, pin) = (Value(switches.GatewayCa), Value(switches.GatewayCaFingerprint));
        if (file is not null && pin is not null) _faults.Add("--gateway-ca and --gateway-ca-fingerprint: give one of the two.");
        if (pin is not null && !Fingerprint.TryParse(pin, out _)) _faults.Add($"--gateway-ca-fingerprint {pin}: must be {Fingerprint.Bytes} pairs of hex digits, as the gateway's log shows them.");
        if (pin is not null && Fingerprint.TryParse(pin, out var hash)) return GatewayTrust.Pinned(hash);
        if (file is null || _faults.WholeText("--gateway-ca", file) is not { } pem) return GatewayTrust.System;
        if (GatewayTrust.Authorities(pem) is { } trust) return trust;
        _faults.Add($"--gateway-ca {file}: has no certificate in it; give a PEM file (-----BEGIN CERTIFICATE-----).");
        return GatewayTrust.System;
    }

    private string? ApiKey()
    {
        var (name, key) = Value(switches.ApiKeyFile) is { } file ? ($"--api-key-file {file}", _faults.FirstLine("--api-key-file", file)?.Trim())
            : (ProvisionSwitches.ApiKeyVariable, Value(switches.ClaimCode) is null ? variable(ProvisionSwitches.ApiKeyVariable)?.Trim() : null);
        if (key is { Length: 0 } && name != ProvisionSwitches.ApiKeyVariable) _faults.Add($"{name}: its first line is empty; the key must stand there.");
        if (key?.All(letter => letter is > ' ' and <= '~') == false) _faults.Add($"{name}: is no API key, which has letters, digits and - _ . only; give what the gateway's page has shown.");
        return key is { Length: 0 } ? null : key;
    }

    private ProvisionOptions Board(string? claimCode)
    {
        var ssid = BoardValues.Ssid("--wifi-ssid", Value(switches.WifiSsid), _faults);
        if (ssid is null && Value(switches.WifiPasswordFile) is not null) _faults.Add($"{PasswordName}: is the password of no network; name the network with --wifi-ssid.");
        return new ProvisionOptions
        {
            ClaimCode = claimCode,
            DeviceId = BoardValues.DeviceId("--device-id", Value(switches.DeviceId), _faults),
            Port = Value(switches.Port),
            Way = Way(),
            Wifi = ssid is null ? null : KnownPassword(ssid),
            BrokerHost = BrokerHost(),
            ExtraSettings = Value(switches.Settings) is { } settings ? BoardValues.Settings("--settings", settings, _faults) : null,
            Replace = parsed.GetValue(switches.Replace),
            Timeout = Timeout(),
            LabelFile = BoardValues.Label("--label", Value(switches.Label), _faults),
        };
    }

    private WifiNetwork? KnownPassword(string ssid)
    {
        if (Value(switches.WifiPasswordFile) is { } file) return _faults.FirstLine(PasswordName, file) is { } line ? BoardValues.Wifi($"{PasswordName} {file}", ssid, line, _faults) : null;
        if (variable(ProvisionSwitches.WifiPasswordVariable) is { } password) return BoardValues.Wifi(ProvisionSwitches.WifiPasswordVariable, ssid, password, _faults);
        if (!terminal.IsInteractive) _faults.Add($"{PasswordName} is missing, and nobody can be asked for the password of \"{ssid}\": name its file, or set {ProvisionSwitches.WifiPasswordVariable}; for an open network name an empty file.");
        return null;
    }

    private async Task<ProvisionOptions> AskPasswordAsync(ProvisionOptions board, CancellationToken cancel)
    {
        if (board.Wifi is not null || Value(switches.WifiSsid) is not { } ssid) return board;
        return board with { Wifi = await WifiChoice.AskPasswordAsync(ssid, terminal, cancel) };
    }

    private string? BrokerHost()
    {
        var text = Value(switches.BrokerHost);
        if (text is not null && Uri.CheckHostName(text) is UriHostNameType.Unknown or UriHostNameType.IPv6) _faults.Add($"--broker-host {text}: must be a name or an IPv4 address, without port; a board knows nothing else.");
        return text;
    }

    private BoardWay Way()
    {
        if (Value(switches.Way) is not { } text) return BoardWay.Auto;
        if (Enum.TryParse<BoardWay>(text, ignoreCase: true, out var way) && !char.IsAsciiDigit(text[0])) return way;
        _faults.Add($"--way {text}: must be improv, nanoff or auto.");
        return BoardWay.Auto;
    }

    private TimeSpan Timeout()
    {
        if (Value(switches.Timeout) is not { } text) return new ProvisionOptions().Timeout;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= LeastTimeout and <= MostTimeout) return TimeSpan.FromSeconds(seconds);
        _faults.Add($"--timeout {text}: must be a whole number of seconds from {LeastTimeout} to {MostTimeout}.");
        return default;
    }

    private string? Value(Option<string?> option) => parsed.GetValue(option) is { Length: > 0 } text ? text : null;
}
