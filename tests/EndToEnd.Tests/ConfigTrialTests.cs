using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>The unmodified firmware and the gateway as users run it: a wrong password is no end, and a right change holds.</summary>
public sealed class ConfigTrialTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Device = "roof";
    private const string Password = "correct horse";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly GatewayProcess _gateway = new("--Broker:User=boards", $"--Broker:Password={Password}");
    private readonly Board _board = new(new BoardOptions { Name = Device });

    public async ValueTask InitializeAsync() => await _gateway.StartAsync();

    [Fact]
    public async Task A_board_with_a_wrong_password_comes_back_with_the_old_one_and_says_so()
    {
        await PowerOnAsync(trialS: 10);
        await PutAsync(new { broker_password = "wrong", interval_ms = 300 });

        var config = await UntilAsync($"/api/devices/{Device}/config", config => State(config) == "reverted");

        var reported = config.GetProperty("reported");
        Assert.Equal(("not_confirmed", 1, 0), (reported.GetProperty("reason").GetString(), reported.GetProperty("version").GetInt32(), reported.GetProperty("active_version").GetInt32()));
        Assert.Equal("reverted", reported.GetProperty("results").GetProperty("broker_password").GetProperty("code").GetString());
        Assert.False(config.GetProperty("in_sync").GetBoolean());
        await UntilAsync($"/api/devices/{Device}/balance", IsComplete);
        Assert.Equal(3, _board.Boots); // as it was, on trial, and back
        Assert.DoesNotContain("wrong", string.Join('\n', _board.Console.Lines.Where(line => line.Contains("configuration", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_change_with_which_readings_get_through_is_kept()
    {
        await PowerOnAsync(trialS: 100);
        await PutAsync(new { broker_host = "localhost", led_pin = 13 });

        var config = await UntilAsync($"/api/devices/{Device}/config", config => State(config) == "applied");

        Assert.True(config.GetProperty("in_sync").GetBoolean(), config.ToString());
        Assert.Equal("localhost", config.GetProperty("reported").GetProperty("results").GetProperty("broker_host").GetProperty("value").GetString());
        await UntilAsync($"/api/devices/{Device}/balance", IsComplete);
        Assert.Equal(2, _board.Boots);
        var answer = await _gateway.CommandAsync(Device, new { action = "set_led", @params = new { state = 1 } });
        Assert.True(answer.GetProperty("success").GetBoolean(), answer.ToString());
        Assert.True(_board.GetPin(13));
    }

    [Fact]
    public async Task A_restart_by_command_is_done_when_the_next_start_says_so()
    {
        await PowerOnAsync(trialS: 100);
        var answer = await _gateway.CommandAsync(Device, new { action = "reboot", timeout_s = 60 });

        Assert.Equal("done", answer.GetProperty("state").GetString());
        Assert.Equal(2, _board.Boots);
        var device = await UntilAsync($"/api/devices/{Device}", device => device.GetProperty("boot").GetString() == answer.GetProperty("result").GetProperty("boot").GetString());
        Assert.True(device.GetProperty("is_online").GetBoolean());
    }

    public async ValueTask DisposeAsync()
    {
        output.WriteLine(string.Join('\n', _board.Console.Lines.TakeLast(60)));
        _board.Dispose();
        await _gateway.DisposeAsync();
    }

    private static string? State(JsonElement config) =>
        config.GetProperty("reported") is { ValueKind: JsonValueKind.Object } reported ? reported.GetProperty("state").GetString() : null;

    private static bool IsComplete(JsonElement balance) =>
        balance.GetProperty("stored").GetInt64() > 20 && !balance.GetProperty("dropped").EnumerateObject().Any();

    /// <param name="trialS">How long a change may take to prove itself: short where it cannot, for a busy machine where it can.</param>
    private async Task PowerOnAsync(int trialS)
    {
        VirtualFirmware.Configure(_board, new FirmwareSettings
        {
            DeviceId = Device,
            BrokerPort = _gateway.MqttPort,
            BrokerUser = "boards",
            BrokerPassword = Password,
            IntervalMs = 200,
            HeartbeatMs = 1000,
            LedPin = 2,
            TrialS = trialS,
        });
        VirtualFirmware.PowerOn(_board);
        await UntilAsync($"/api/devices/{Device}", device => device.GetProperty("is_online").GetBoolean());
    }

    private Task PutAsync(object settings) => _gateway.ConfigureAsync(Device, settings);

    private Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits) => _gateway.UntilAsync(path, fits, Patience);
}
