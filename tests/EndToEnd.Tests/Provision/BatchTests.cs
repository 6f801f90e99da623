namespace Nanofleet.EndToEnd.Tests.Provision;

/// <summary>Several blank boards, each on a cable of its own, by one command and an API key.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly GatewayProcess _gateway = new("--Devices:Unknown=reject") { TlsPort = FreePort.Next(), HttpsPort = FreePort.Next() };
    private readonly CabledBoard _kitchen = new("first");
    private readonly CabledBoard _cellar = new("second");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-provision-");

    public async ValueTask InitializeAsync() => await _gateway.StartAsync();

    [Fact]
    public async Task A_batch_goes_on_after_a_failure_and_a_repeat_does_what_is_left()
    {
        var batch = Write("boards.csv", $"device_id,port\nkitchen,{_kitchen.Port}\nroof,/dev/ttyUSB987\ncellar,{_cellar.Port}\n");
        Write("ca.pem", await _gateway.Http.GetStringAsync("/ca.pem", TestContext.Current.CancellationToken));

        await using (var first = Start(batch))
        {
            Assert.Equal(1, await first.WaitForExitAsync(Patience));
            Assert.Contains("2 of 3 boards are done", first.Output);
        }

        Assert.Equal(["done", "failed", "done"], States());
        foreach (var id in (string[])["kitchen", "cellar"]) Assert.True((await _gateway.GetAsync($"/api/devices/{id}/balance")).GetProperty("stored").GetInt64() > 0);
        using var roof = new CabledBoard("third");
        Write("boards.csv", File.ReadAllText(batch).Replace("/dev/ttyUSB987", roof.Port));

        await using var second = Start(batch);
        Assert.True(await second.WaitForExitAsync(Patience) == 0, second.Output);
        Assert.Contains("kitchen is done since an earlier run", second.Output);
        Assert.Equal(["done", "done", "done"], States());
    }

    public async ValueTask DisposeAsync()
    {
        _kitchen.Dispose();
        _cellar.Dispose();
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private ToolProcess Start(string batch) => ToolProcess.Start(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Nanofleet.Provision.dll"), "--gateway", $"https://127.0.0.1:{_gateway.HttpsPort}", "--gateway-ca", Path.Combine(_folder.FullName, "ca.pem"),
            "--api-key-file", _gateway.KeyFile, "--csv", batch, "--way", "improv", "--wifi-ssid", CabledBoard.Ssid, "--wifi-password-file", Write("wifi", CabledBoard.WifiPassword),
        ],
        new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder.FullName });

    private string[] States() => [.. File.ReadLines(Path.Combine(_folder.FullName, "boards.result.csv")).Skip(1).Select(line => line.Split(',')[1])];

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
