using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests.Provision;

/// <summary>
/// A blank board on a cable, a gateway with TLS that knows no passwords but its own, and the tool as a process: from nothing to
/// the first reading in the database.
/// </summary>
public sealed class ProvisionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Device = "kitchen";
    private const string WifiPassword = CabledBoard.WifiPassword;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly GatewayProcess _gateway = new("--Devices:Unknown=reject") { TlsPort = FreePort.Next(), HttpsPort = FreePort.Next() };
    private readonly CabledBoard _cabled = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-provision-");

    private Board Board => _cabled.Board;

    public async ValueTask InitializeAsync() => await _gateway.StartAsync();

    [Fact]
    public async Task A_blank_board_is_provisioned_and_its_first_reading_is_stored()
    {
        var code = await ClaimAsync();
        var label = Path.Combine(_folder.FullName, "kitchen.svg");

        await using var tool = Start(code, WifiPassword, "--label", label, "--settings", Write("pins.json", """{"led_pin":2,"interval_ms":500}"""));

        Assert.Equal(0, await tool.WaitForExitAsync(Patience));
        output.WriteLine(tool.Output);
        Assert.Contains("6/6 reading", tool.Output);
        var device = await _gateway.GetAsync($"/api/devices/{Device}");
        Assert.Equal("approved", device.GetProperty("state").GetString());
        Assert.True((await _gateway.GetAsync($"/api/devices/{Device}/balance")).GetProperty("stored").GetInt64() > 0);
        Assert.Contains($"https://127.0.0.1:{_gateway.HttpsPort}/devices/{Device}", File.ReadAllText(label));
        var settings = JsonDocument.Parse(Board.Storage.ReadAllText(VirtualFirmware.SettingsFile)!).RootElement;
        Assert.True(settings.GetProperty("broker_tls").GetBoolean());
        Assert.Equal(_gateway.TlsPort, settings.GetProperty("broker_port").GetInt32());
        var secrets = new[] { settings.GetProperty("broker_password").GetString()!, WifiPassword };
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, $"{tool.Output}\n{_gateway.Log}\n{string.Join('\n', Board.Console.Lines)}"));
        Assert.DoesNotContain(code, _gateway.Log);
    }

    [Fact]
    public async Task A_wrong_Wi_Fi_password_costs_nothing_and_the_same_code_works_with_the_right_one()
    {
        var code = await ClaimAsync();

        await using (var wrong = Start(code, "wrong password"))
        {
            Assert.Equal(5, await wrong.WaitForExitAsync(Patience));
            Assert.Contains("The network \"workshop\" refuses the password.", wrong.Output);
        }

        await using var right = Start(code, WifiPassword);
        Assert.True(await right.WaitForExitAsync(Patience) == 0, right.Output);
    }

    [Fact]
    public async Task A_used_claim_code_is_refused_with_its_own_message()
    {
        var code = await ClaimAsync();
        await RegisterAsync(code, "elsewhere");

        await using var tool = Start(code, WifiPassword);

        Assert.Equal(3, await tool.WaitForExitAsync(Patience));
        Assert.Contains("does not take this claim code", tool.Output);
    }

    [Fact]
    public async Task A_taken_device_id_is_refused_until_it_is_to_be_replaced()
    {
        await RegisterAsync(await ClaimAsync(), Device);
        var code = await ClaimAsync();

        await using (var refused = Start(code, WifiPassword))
        {
            Assert.Equal(3, await refused.WaitForExitAsync(Patience));
            Assert.Contains("add --replace", refused.Output);
        }

        await using var replaced = Start(code, WifiPassword, "--replace");
        Assert.True(await replaced.WaitForExitAsync(Patience) == 0, replaced.Output);
    }

    [Fact]
    public async Task A_gateway_with_another_authority_gets_nothing()
    {
        await using var tool = StartPinned(await ClaimAsync(), WifiPassword, string.Join(':', Enumerable.Repeat("AB", 32)));

        Assert.Equal(3, await tool.WaitForExitAsync(Patience));
        Assert.Contains("no authority with the pinned fingerprint", tool.Output);
        Assert.Null(Board.IPAddress);
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_waits_goes_on_with_the_same_command()
    {
        var code = await ClaimAsync();
        await using (var stopped = Start(code, WifiPassword))
        {
            await stopped.WaitForLineAsync("has not connected to the broker yet", Patience);
            await using var interrupt = ToolProcess.Start("kill", ["-INT", stopped.Id.ToString()]);
            Assert.Equal(130, await stopped.WaitForExitAsync(Patience));
            Assert.Contains("the same command again goes on", stopped.Output);
        }

        using var limit = new CancellationTokenSource(Patience);
        while (Board.Boots < 2) await Task.Delay(50, limit.Token); // until then it still listens on the cable
        await using var again = Start(code, WifiPassword);
        Assert.True(await again.WaitForExitAsync(Patience) == 0, again.Output);
        Assert.Contains("got its settings when this was begun before", again.Output);
    }

    public async ValueTask DisposeAsync()
    {
        output.WriteLine(string.Join('\n', Board.Console.Lines.TakeLast(40)));
        _cabled.Dispose();
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private ToolProcess Start(string code, string wifiPassword, params string[] more) => StartPinned(code, wifiPassword, Fingerprint(), more);

    private ToolProcess StartPinned(string code, string wifiPassword, string fingerprint, params string[] more) => ToolProcess.Start(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Nanofleet.Provision.dll"), "--gateway", $"https://127.0.0.1:{_gateway.HttpsPort}", "--gateway-ca-fingerprint", fingerprint,
            "--claim-code", code, "--device-id", Device, "--port", _cabled.Port, "--way", "improv", "--wifi-ssid", CabledBoard.Ssid, "--wifi-password-file", Write("wifi", wifiPassword), .. more,
        ],
        new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder.FullName });

    // As a person does: from the gateway's log.
    private string Fingerprint() => _gateway.Log.Split("SHA-256 ")[1][..95];

    private async Task<string> ClaimAsync()
    {
        using var response = await _gateway.Http.PostAsJsonAsync("/api/claims", new { });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("claim_code").GetString()!;
    }

    private async Task RegisterAsync(string code, string device)
    {
        using var response = await _gateway.Http.PostAsJsonAsync("/api/provision", new { claim_code = code, device_id = device });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
