using System.Text;
using System.Text.Json.Nodes;
using Nanofleet.Nanoff;
using Nanofleet.Provision.Improv;

namespace Nanofleet.Provision.Boards;

/// <summary>
/// A board whose port the debugger has (nanoFramework's Wire Protocol), written to by nanoff. nanoff's word is never enough:
/// each file must be confirmed by name, and afterwards the board is asked again; the first reading is the proof.
/// </summary>
internal sealed class NanoffBoard(NanoffTool nanoff, string port) : IBoard
{
    private const string Application = "Nanofleet.Device.App";
    private const string CaFile = "broker-ca.pem";

    private WifiNetwork? _wifi;

    public string Way => $"nanoff on {port}";

    public async Task<BoardInfo> IdentifyAsync(CancellationToken cancel)
    {
        var details = await DeviceDetails.ReadAsync(nanoff, port, cancel);
        var application = Firmware(details);
        return new BoardInfo($"{application.Name} {application.Version} on {details.Target}", null, details.Target, null, false);
    }

    public Task<IReadOnlyList<WifiHeard>?> ScanAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<WifiHeard>?>(null);

    public Task<string> JoinAsync(WifiNetwork wifi, IReadOnlyList<WifiHeard>? heard, CancellationToken cancel)
    {
        _wifi = wifi;
        return Task.FromResult("not tried: nanoff cannot; whether the board joins shows in the last step");
    }

    public async Task<string> WriteAsync(BoardSettings settings, CancellationToken cancel)
    {
        var members = (JsonObject)settings.Members.DeepClone();
        if (settings.CaPem is not null) members["broker_ca"] = CaFile;
        if (_wifi is not null) members["wifi_ssid"] = _wifi.Ssid;
        if (_wifi is { Password.Length: > 0 }) members["wifi_password"] = _wifi.Password;
        var files = new List<BoardFile> { new(@"I:\nanofleet.json", BoardSettings.Json(members)) };
        // The certificate first: settings that name it must never be alone on the board.
        if (settings.CaPem is not null) files.Insert(0, new BoardFile($@"I:\{CaFile}", Encoding.UTF8.GetBytes(settings.CaPem)));
        if (_wifi is not null) await NetworkDeployment.WriteAsync(nanoff, port, new BoardNetwork(_wifi.Ssid, _wifi.Password is { Length: > 0 } password ? password : null), cancel);
        await FileDeployment.WriteAsync(nanoff, port, files, cancel);
        var application = Firmware(await DeviceDetails.ReadAsync(nanoff, port, cancel));
        return $"{files.Count} files are on the board, which runs {application.Name} {application.Version}";
    }

    public void Dispose()
    {
    }

    private static AssemblyOnBoard Firmware(DeviceDetails details) =>
        details.Assemblies.FirstOrDefault(assembly => assembly.Name == Application) ?? throw new ProvisionException(ExitCodes.Board,
            $"The board runs nanoFramework {details.Firmware}, but not the Nanofleet firmware.", "Bring it onto the board with flash.ps1, then repeat this command.");
}
