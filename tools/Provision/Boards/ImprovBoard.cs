using System.Text.Json.Nodes;
using Nanofleet.Contract.Improv;
using Nanofleet.Provision.Improv;
using Nanofleet.Provision.Serial;

namespace Nanofleet.Provision.Boards;

/// <summary>A board that listens on a serial port for Improv and for our own frames.</summary>
internal sealed class ImprovBoard(ISerialPort port, ImprovPatience patience, TimeProvider clock, Action<string>? verbose) : IBoard
{
    // SettingsAnswer: version of the dialogue, Wi-Fi address, model, the board's own id.
    private const int DescribeTexts = 4;

    private byte _state;
    private int _room;

    public string Way => $"Improv on {port.Name}";

    /// <summary>Whether a board answers at all.</summary>
    public Task<bool> IsThereAsync(CancellationToken cancel) => RunAsync(talk =>
    {
        var state = talk.Client.FindState();
        _state = state ?? 0;
        return state is not null;
    }, cancel);

    public Task<BoardInfo> IdentifyAsync(CancellationToken cancel) => RunAsync(talk =>
    {
        var info = talk.Client.Info();
        var description = $"{info[0]} {info[1]} on {info[2]}";
        if (talk.Settings.Describe() is not { Texts.Length: >= DescribeTexts } answer) throw ImprovFaults.NotOurs(port.Name, description);
        if (answer.Texts[0] != SettingsAnswer.Version) throw ImprovFaults.Confused(port.Name, $"version {answer.Texts[0]} of the settings, this tool knows {SettingsAnswer.Version}");
        _room = answer.Offset;
        return new BoardInfo(description, Pairs(answer.Texts[1]), answer.Texts[2], answer.Texts[3], _state == ImprovStates.Provisioned);
    }, cancel);

    public async Task<IReadOnlyList<WifiHeard>?> ScanAsync(CancellationToken cancel) => await RunAsync(talk => talk.Client.Scan(), cancel);

    public Task<string> JoinAsync(WifiNetwork wifi, IReadOnlyList<WifiHeard>? heard, CancellationToken cancel) => RunAsync(talk =>
    {
        talk.Client.Join(wifi.Ssid, wifi.Password, [.. (heard ?? []).Select(network => network.Ssid)]);
        return "joined";
    }, cancel);

    public Task<string> WriteAsync(BoardSettings settings, CancellationToken cancel) => RunAsync(talk =>
    {
        // The network that was joined is laid over them by the board itself.
        var members = (JsonObject)settings.Members.DeepClone();
        if (settings.CaPem is not null) members["broker_ca_pem"] = settings.CaPem;
        if (settings.Own is { } own) (members["client_certificate_pem"], members["client_key_pem"]) = (own.Pem, own.KeyPem);
        var json = BoardSettings.Json(members);
        talk.Settings.Send(json, _room);
        return $"{json.Length} bytes are on the board, which restarts with them";
    }, cancel);

    public void Dispose() => port.Dispose();

    private Task<T> RunAsync<T>(Func<Talk, T> work, CancellationToken cancel) => Task.Run(() =>
    {
        var line = new ImprovLine(port, clock, verbose, cancel);
        var client = new ImprovClient(line, patience);
        return work(new Talk(client, new SettingsSender(client, line, patience)));
    }, cancel);

    private static string? Pairs(string digits) =>
        digits.Length == 12 && digits.All(char.IsAsciiHexDigit) ? string.Join(':', digits.ToUpperInvariant().Chunk(2).Select(pair => new string(pair))) : null;

    private sealed record Talk(ImprovClient Client, SettingsSender Settings);
}
