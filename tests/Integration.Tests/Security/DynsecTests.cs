using System.Net;
using System.Text.Json;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Integration.Tests.Security;

/// <summary>What the gateway does with the accounts of a real Mosquitto, beside the rules.</summary>
public sealed class DynsecTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_is_cut_when_it_is_suspended_and_comes_back_when_it_is_approved()
    {
        await using var gateway = await DynsecGateway.StartAsync();
        var password = await gateway.RegisterAsync("kitchen");
        await using var client = new MqttClient(Options(gateway, "kitchen", password));
        (await client.ConnectAsync(Cancel)).EnsureAccepted();

        await gateway.PutAsync("/api/devices/kitchen/state", new { state = "suspended" });

        await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.False(await ComesInAsync(gateway, "kitchen", password));
        await gateway.PutAsync("/api/devices/kitchen/state", new { state = "approved" });
        await DynsecGateway.UntilAsync(() => ComesInAsync(gateway, "kitchen", password));
    }

    [Fact]
    public async Task What_changed_while_the_gateway_was_away_is_put_right_when_it_comes_back()
    {
        await using var gateway = await DynsecGateway.StartAsync();
        var (kitchen, roof) = (await gateway.RegisterAsync("kitchen"), await gateway.RegisterAsync("roof"));
        await gateway.StopGatewayAsync();
        await ControlAsync(gateway, "disableClient kitchen");
        await ControlAsync(gateway, "createRole nanofleet:devices/ghost");
        await ControlAsync(gateway, "createClient ghost -p ghost");
        await ControlAsync(gateway, "addClientRole ghost nanofleet:devices/ghost");
        await ControlAsync(gateway, "createClient program -p program");
        Assert.True(await ComesInAsync(gateway, "ghost", "ghost"));
        Assert.False(await ComesInAsync(gateway, "kitchen", kitchen));

        await gateway.StartGatewayAsync();

        await DynsecGateway.UntilAsync(() => ComesInAsync(gateway, "kitchen", kitchen));
        await DynsecGateway.UntilAsync(async () => !await ComesInAsync(gateway, "ghost", "ghost"));
        Assert.True(await ComesInAsync(gateway, "roof", roof));
        Assert.True(await ComesInAsync(gateway, "program", "program")); // not the gateway's
    }

    [Fact]
    public async Task A_replaced_password_and_a_revoked_device_do_not_come_in()
    {
        await using var gateway = await DynsecGateway.StartAsync();
        var old = await gateway.RegisterAsync("kitchen");
        var middle = await gateway.RegisterAsync("kitchen", "kitchen.b");
        Assert.True(await ComesInAsync(gateway, "kitchen", middle, "kitchen.b"));
        await DynsecGateway.UntilAsync(async () => !await ComesInAsync(gateway, "kitchen", old));
        var now = await gateway.RegisterAsync("kitchen");
        Assert.True(await ComesInAsync(gateway, "kitchen", now));
        await DynsecGateway.UntilAsync(async () => !await ComesInAsync(gateway, "kitchen", middle, "kitchen.b"));

        using var revoked = await gateway.Http.DeleteAsync("/api/devices/kitchen/credentials", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await DynsecGateway.UntilAsync(async () => !await ComesInAsync(gateway, "kitchen", now));
    }

    [Fact]
    public async Task A_registration_that_fails_at_the_broker_leaves_the_device_its_old_password_and_the_code_good()
    {
        await using var gateway = await DynsecGateway.StartAsync();
        var old = await gateway.RegisterAsync("kitchen");
        await ControlAsync(gateway, "createClient kitchen.b -p program"); // somebody else's, and in the way
        using var claimed = await gateway.Http.PostAsync("/api/claims", JsonBody("{}"), Cancel);
        var code = JsonElement.Parse(await claimed.Content.ReadAsStringAsync(Cancel)).GetProperty("claim_code").GetString();
        var request = $$"""{"device_id":"kitchen","claim_code":"{{code}}","replace":true}""";

        using var failed = await gateway.Http.PostAsync("/api/provision", JsonBody(request), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        var detail = JsonElement.Parse(await failed.Content.ReadAsStringAsync(Cancel)).GetProperty("detail").GetString();
        Assert.Contains("has an account 'kitchen.b' that the gateway has not made; remove it there", detail);
        Assert.Contains("still hold", detail);
        Assert.True(await ComesInAsync(gateway, "kitchen", old));
        await ControlAsync(gateway, "deleteClient kitchen.b");
        using var done = await gateway.Http.PostAsync("/api/provision", JsonBody(request), Cancel);
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
        await DynsecGateway.UntilAsync(async () => !await ComesInAsync(gateway, "kitchen", old));
    }

    [Fact]
    public async Task An_account_that_somebody_else_made_is_not_taken_over()
    {
        await using var gateway = await DynsecGateway.StartAsync();
        await ControlAsync(gateway, "createClient program -p program");

        using var refused = await gateway.Http.PostAsync("/api/provision", JsonBody("""{"device_id":"program"}"""), Cancel);
        using var own = await gateway.Http.PostAsync("/api/provision", JsonBody("""{"device_id":"admin"}"""), Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("has not made", await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        Assert.True(await ComesInAsync(gateway, "program", "program"));
        using var state = await gateway.Http.GetAsync("/api/devices/program/credentials", Cancel);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(await state.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("user").ValueKind);
    }

    [Theory]
    [InlineData("applied", false, true)]
    [InlineData("reverted", true, false)]
    public async Task Both_passwords_hold_until_the_board_says_what_came_of_the_new_one(string state, bool oldHolds, bool newHolds)
    {
        await using var gateway = await DynsecGateway.StartAsync();
        var password = await gateway.RegisterAsync("kitchen");
        var desired = new DesiredConfig();
        await using var board = new MqttClient(Options(gateway, "kitchen", password), desired);
        (await board.ConnectAsync(Cancel)).EnsureAccepted();
        await board.SubscribeAsync([new MqttSubscription("devices/kitchen/config/desired", MqttQoS.AtLeastOnce)], Cancel);
        using var begun = await gateway.Http.PostAsync("/api/devices/kitchen/credentials/rotate", null, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);

        var document = await desired.First.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        var (user, renewed) = (document.GetProperty("settings").GetProperty("broker_user").GetString()!, document.GetProperty("settings").GetProperty("broker_password").GetString()!);
        Assert.Equal("kitchen.b", user);
        Assert.True(await ComesInAsync(gateway, "kitchen", password));
        Assert.True(await ComesInAsync(gateway, "kitchen", renewed, user));
        await using var said = new MqttClient(Options(gateway, "kitchen", password));
        (await said.ConnectAsync(Cancel)).EnsureAccepted();
        var results = new { broker_password = new { code = state } };
        var report = JsonSerializer.Serialize(new { version = document.GetProperty("version"), state, active_version = 1, results });
        await said.PublishAsync("devices/kitchen/config/reported", System.Text.Encoding.UTF8.GetBytes(report), MqttQoS.AtLeastOnce, retain: true, Cancel);

        await DynsecGateway.UntilAsync(async () => await ComesInAsync(gateway, "kitchen", password) == oldHolds && await ComesInAsync(gateway, "kitchen", renewed, user) == newHolds);
    }

    private static StringContent JsonBody(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static MqttClientOptions Options(DynsecGateway gateway, string user, string password) => new() { Port = gateway.Mosquitto.Port, ClientId = user, User = user, Password = password };

    private static async Task<bool> ComesInAsync(DynsecGateway gateway, string clientId, string password, string? user = null)
    {
        var options = Options(gateway, clientId, password);
        options.User = user ?? clientId;
        await using var client = new MqttClient(options);
        return (await client.ConnectAsync(Cancel)).IsAccepted;
    }

    /// <summary>As an administrator does it by hand.</summary>
    private static async Task ControlAsync(DynsecGateway gateway, string command)
    {
        var spy = gateway.Spy;
        await using var control = ToolProcess.Start("mosquitto_ctrl", ["-h", "127.0.0.1", "-p", $"{spy.Port}", "-u", spy.User!, "-P", spy.Password!, "dynsec", .. command.Split(' ')]);
        Assert.True(await control.WaitForExitAsync() == 0, control.Output);
    }

    /// <summary>Waits for the first document.</summary>
    private sealed class DesiredConfig : IMqttReceiver
    {
        private readonly TaskCompletionSource<JsonElement> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<JsonElement> First => _first.Task;

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            _first.TrySetResult(JsonElement.Parse(delivery.Payload.Span));
            delivery.Acknowledgement.Complete();
            return ValueTask.CompletedTask;
        }
    }
}
