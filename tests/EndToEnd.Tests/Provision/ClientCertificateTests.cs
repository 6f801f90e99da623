using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests.Provision;

/// <summary>A gateway whose broker lets nobody in without a client certificate, and the unmodified firmware, from blank to its first reading.</summary>
public sealed class ClientCertificateTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Device = "kitchen";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The board's reader knows no \u, which a plus in a PEM would become.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly GatewayProcess _gateway = new("--Devices:Unknown=reject", "--Broker:ClientCertificates=required") { TlsPort = FreePort.Next(), HttpsPort = FreePort.Next() };
    private readonly CabledBoard _cabled = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-certificate-");

    private Board Board => _cabled.Board;

    public async ValueTask InitializeAsync() => await _gateway.StartAsync();

    [Fact]
    public async Task A_board_gets_one_and_without_it_or_suspended_it_is_refused()
    {
        await using var tool = await StartAsync();
        Assert.True(await tool.WaitForExitAsync(Patience) == 0, tool.Output);
        Assert.Contains("stored at", tool.Output);
        Assert.DoesNotContain(KeyLine(), tool.Output);
        Assert.True(await StoredAsync() > 0);
        Assert.Equal(1, (await _gateway.GetAsync($"/api/devices/{Device}/certificates")).GetProperty("certificates").GetArrayLength());

        var whole = Board.Storage.ReadAllText(VirtualFirmware.SettingsFile)!;
        var unreached = SaysAsync("not reached");
        Restart(Without(whole));
        await unreached;
        var stored = await StoredAsync();
        Restart(whole);
        await _gateway.UntilAsync($"/api/devices/{Device}/balance", balance => balance.GetProperty("stored").GetInt64() > stored, Patience);

        var refused = SaysAsync("broker refused the connection");
        using var suspended = await _gateway.Http.PutAsJsonAsync($"/api/devices/{Device}/state", new { state = "suspended" }, TestContext.Current.CancellationToken);
        Assert.True(suspended.IsSuccessStatusCode);
        await refused; // with the certificate that it showed

        Assert.DoesNotContain(KeyLine(), $"{_gateway.Log}\n{string.Join('\n', Board.Console.Lines)}");
    }

    public async ValueTask DisposeAsync()
    {
        output.WriteLine(string.Join('\n', Board.Console.Lines.TakeLast(40)));
        output.WriteLine(_gateway.Log);
        _cabled.Dispose();
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Without(string settings)
    {
        var members = JsonNode.Parse(settings)!.AsObject();
        Assert.True(members.Remove("client_certificate_pem") && members.Remove("client_key_pem"));
        return members.ToJsonString(Plain);
    }

    private string KeyLine() => ((string)JsonNode.Parse(Board.Storage.ReadAllText(VirtualFirmware.SettingsFile)!)!["client_key_pem"]!).Split('\n')[1];

    private async Task<long> StoredAsync() => (await _gateway.GetAsync($"/api/devices/{Device}/balance")).GetProperty("stored").GetInt64();

    private void Restart(string settings)
    {
        Board.PullPower();
        Board.Storage.WriteAllText(VirtualFirmware.SettingsFile, settings);
        VirtualFirmware.PowerOn(Board);
    }

    /// <summary>From now on.</summary>
    private async Task SaysAsync(string text)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(Board board, string line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) heard.TrySetResult();
        }

        Board.Console.LineWritten += Hear;
        try
        {
            await heard.Task.WaitAsync(Patience);
        }
        finally
        {
            Board.Console.LineWritten -= Hear;
        }
    }

    private async Task<ToolProcess> StartAsync()
    {
        var ca = await _gateway.Http.GetStringAsync("/ca.pem", TestContext.Current.CancellationToken);
        return ToolProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Nanofleet.Provision.dll"), "--gateway", $"https://127.0.0.1:{_gateway.HttpsPort}", "--gateway-ca", Write("ca.pem", ca), "--api-key-file", _gateway.KeyFile,
                "--device-id", Device, "--port", _cabled.Port, "--way", "improv", "--wifi-ssid", CabledBoard.Ssid, "--wifi-password-file", Write("wifi", CabledBoard.WifiPassword),
                "--settings", Write("settings.json", """{"interval_ms":500}"""),
            ],
            new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder.FullName });
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
