using System.Net;
using System.Text.Json;
using Nanofleet.Testing;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>The unmodified firmware over TLS while the gateway's CA is another's: who was told stays, who was not is refused and refuses.</summary>
public sealed class CaChangeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Password = "correct horse";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly GatewayProcess _gateway = new("--Broker:User=boards", $"--Broker:Password={Password}") { TlsPort = FreePort.Next() };
    private readonly Board _roof = new(new BoardOptions { Name = "roof" });
    private readonly Board _shed = new(new BoardOptions { Name = "shed" });

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync();
        foreach (var board in (Board[])[_roof, _shed])
        {
            board.Storage.WriteAllText(@"I:\ca.pem", await _gateway.Http.GetStringAsync("/ca.pem", TestContext.Current.CancellationToken));
            VirtualFirmware.Configure(board, new FirmwareSettings
            {
                DeviceId = board.Name,
                BrokerPort = _gateway.TlsPort,
                BrokerTls = true,
                BrokerCa = "ca.pem",
                BrokerUser = "boards",
                BrokerPassword = Password,
                IntervalMs = 200,
                HeartbeatMs = 1000,
                TrialS = 60,
            });
            VirtualFirmware.PowerOn(board);
            await UntilAsync($"/api/devices/{board.Name}", device => device.GetProperty("is_online").GetBoolean());
        }
    }

    [Fact]
    public async Task A_board_that_was_told_is_not_lost_and_one_that_was_away_is_refused()
    {
        var old = await _gateway.Http.GetStringAsync("/ca.pem", TestContext.Current.CancellationToken);
        _shed.PullPower();

        await PostAsync("/api/ca/change", HttpStatusCode.OK);
        await UntilAsync("/api/ca", ca => Waiting(ca) is ["shed"]);
        await PostAsync("/api/ca/change/finish", HttpStatusCode.Conflict);
        await PostAsync("/api/ca/change/finish?leave_behind=true", HttpStatusCode.OK);

        var now = await _gateway.Http.GetStringAsync("/ca.pem", TestContext.Current.CancellationToken);
        Assert.NotEqual(old, now);
        await UntilAsync("/api/devices/roof/config", config => config.GetProperty("in_sync").GetBoolean() && Trusted(config) == now);
        var stored = (await _gateway.GetAsync("/api/devices/roof/balance")).GetProperty("stored").GetInt64();
        await UntilAsync("/api/devices/roof/balance", balance => balance.GetProperty("stored").GetInt64() > stored && !balance.GetProperty("dropped").EnumerateObject().Any());
        Assert.Equal(3, _roof.Boots); // as it was, with both, and with the new one alone

        VirtualFirmware.PowerOn(_shed);
        await UntilSaysAsync(_shed, "not reached");
        await UntilAsync("/api/devices/shed", device => !device.GetProperty("is_online").GetBoolean()); // that it lost its power is found out a little later
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var board in (Board[])[_roof, _shed])
        {
            output.WriteLine(string.Join('\n', board.Console.Lines.TakeLast(40)));
            board.Dispose();
        }

        output.WriteLine(_gateway.Log);
        await _gateway.DisposeAsync();
    }

    private static string[] Waiting(JsonElement ca) => [.. ca.GetProperty("next").GetProperty("waiting").EnumerateArray().Select(name => name.GetString()!)];

    private static string? Trusted(JsonElement config) => config.GetProperty("reported").GetProperty("results").GetProperty("broker_ca_pem").GetProperty("value").GetString();

    private async Task PostAsync(string path, HttpStatusCode expected)
    {
        using var response = await _gateway.Http.PostAsync(path, null, TestContext.Current.CancellationToken);
        Assert.True(expected == response.StatusCode, $"{path}: {response.StatusCode}, {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    private Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits) => _gateway.UntilAsync(path, fits, Patience);

    private static async Task UntilSaysAsync(Board board, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!board.Console.Lines.Any(line => line.Contains(text, StringComparison.Ordinal))) await Task.Delay(100, limit.Token);
    }
}
