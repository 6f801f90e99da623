using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>A board with credentials of its own gets another password while it runs: it tries it, and without success it keeps the old one.</summary>
public sealed class CredentialRotationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Device = "roof";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly GatewayProcess _gateway = new("--Broker:Anonymous=false");
    private readonly Board _board = new(new BoardOptions { Name = Device });

    public async ValueTask InitializeAsync() => await _gateway.StartAsync();

    [Fact]
    public async Task A_board_changes_its_password_and_changes_it_back_to_the_first_name_the_next_time()
    {
        await PowerOnAsync(trialS: 100);
        foreach (var user in new[] { "roof.b", "roof" })
        {
            await RotateAsync();

            var state = await UntilAsync(Credentials, IsOver);

            Assert.Equal((user, true), (state.GetProperty("user").GetString(), state.GetProperty("last_rotation").GetProperty("changed").GetBoolean()));
        }

        await UntilAsync($"/api/devices/{Device}/balance", IsComplete);
        Assert.Equal(3, _board.Boots); // one for each change
        var config = await UntilAsync($"/api/devices/{Device}/config", config => config.GetProperty("in_sync").GetBoolean());
        Assert.Equal("***", config.GetProperty("desired").GetProperty("broker_password").GetString());
        Assert.Equal(JsonValueKind.Null, config.GetProperty("settings").ValueKind); // nothing that people see or change
    }

    [Fact]
    public async Task A_board_that_takes_the_change_back_keeps_its_password()
    {
        await PowerOnAsync(trialS: 10);

        // Something else that fails with the same trial.
        await PutAsync(new { broker_port = 1 });
        await UntilAsync($"/api/devices/{Device}/config", config => State(config) == "reverted");

        await RotateAsync();
        var state = await UntilAsync(Credentials, IsOver);

        Assert.Equal(("roof", false), (state.GetProperty("user").GetString(), state.GetProperty("last_rotation").GetProperty("changed").GetBoolean()));
        Assert.Contains("reverted", state.GetProperty("last_rotation").GetProperty("reason").GetString());
        await PutAsync(new { });
        await UntilAsync($"/api/devices/{Device}/config", config => config.GetProperty("in_sync").GetBoolean());
        await UntilAsync($"/api/devices/{Device}/balance", IsComplete);
    }

    public async ValueTask DisposeAsync()
    {
        output.WriteLine(string.Join('\n', _board.Console.Lines.TakeLast(60)));
        _board.Dispose();
        await _gateway.DisposeAsync();
    }

    private static string Credentials => $"/api/devices/{Device}/credentials";

    private static bool IsOver(JsonElement state) => state.GetProperty("trial_user").ValueKind == JsonValueKind.Null && state.GetProperty("last_rotation").ValueKind == JsonValueKind.Object;

    private static string? State(JsonElement config) =>
        config.GetProperty("reported") is { ValueKind: JsonValueKind.Object } reported ? reported.GetProperty("state").GetString() : null;

    private static bool IsComplete(JsonElement balance) =>
        balance.GetProperty("stored").GetInt64() > 20 && balance.GetProperty("waiting").GetInt64() < 5 && !balance.GetProperty("dropped").EnumerateObject().Any();

    /// <param name="trialS">How long a change may take to prove itself: short where it cannot, for a busy machine where it can.</param>
    private async Task PowerOnAsync(int trialS)
    {
        using var response = await _gateway.Http.PostAsJsonAsync("/api/provision", new { device_id = Device });
        var credentials = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        VirtualFirmware.Configure(_board, new FirmwareSettings
        {
            DeviceId = Device,
            BrokerPort = _gateway.MqttPort,
            BrokerUser = credentials.GetProperty("broker_user").GetString(),
            BrokerPassword = credentials.GetProperty("broker_password").GetString(),
            IntervalMs = 200,
            HeartbeatMs = 1000,
            TrialS = trialS,
        });
        VirtualFirmware.PowerOn(_board);
        await UntilAsync($"/api/devices/{Device}", device => device.GetProperty("is_online").GetBoolean());
    }

    private async Task RotateAsync()
    {
        using var response = await _gateway.Http.PostAsync($"{Credentials}/rotate", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private Task PutAsync(object settings) => _gateway.ConfigureAsync(Device, settings);

    private Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> fits) => _gateway.UntilAsync(path, fits, Patience);
}
