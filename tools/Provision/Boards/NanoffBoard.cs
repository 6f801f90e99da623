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
    private const string CertificateFile = "client-cert.pem";
    private const string KeyFile = "client-key.pem";

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
        if (settings.Own is not null) (members["client_certificate"], members["client_key"]) = (CertificateFile, KeyFile);
        // The settings last: they must never be on the board without what they name.
        List<BoardFile> files = [.. Certificates(settings), new(@"I:\nanofleet.json", BoardSettings.Json(members))];
        if (_wifi is not null) await NetworkDeployment.WriteAsync(nanoff, port, new BoardNetwork(_wifi.Ssid, _wifi.Password is { Length: > 0 } password ? password : null), cancel);
        await FileDeployment.WriteAsync(nanoff, port, files, cancel);
        var application = Firmware(await DeviceDetails.ReadAsync(nanoff, port, cancel));
        return $"{files.Count} files are on the board, which runs {application.Name} {application.Version}";
    }

    public void Dispose()
    {
    }

    private static IEnumerable<BoardFile> Certificates(BoardSettings settings)
    {
        if (settings.CaPem is not null) yield return File(CaFile, settings.CaPem);
        if (settings.Own is not { } own) yield break;
        yield return File(CertificateFile, own.Pem);
        yield return File(KeyFile, own.KeyPem);
    }

    private static BoardFile File(string name, string pem) => new($@"I:\{name}", Encoding.UTF8.GetBytes(pem));

    private static AssemblyOnBoard Firmware(DeviceDetails details) =>
        details.Assemblies.FirstOrDefault(assembly => assembly.Name == Application) ?? throw new ProvisionException(ExitCodes.Board,
            $"The board runs nanoFramework {details.Firmware}, but not the Nanofleet firmware.", "Bring it onto the board with flash.ps1, then repeat this command.");
}
