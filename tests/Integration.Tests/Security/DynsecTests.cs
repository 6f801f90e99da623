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
        var now = await gateway.RegisterAsync("kitchen");
        Assert.False(await ComesInAsync(gateway, "kitchen", old));
        Assert.True(await ComesInAsync(gateway, "kitchen", now));

        using var revoked = await gateway.Http.DeleteAsync("/api/devices/kitchen/credentials", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await DynsecGateway.UntilAsync(async () => !await ComesInAsync(gateway, "kitchen", now));
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

    private static StringContent JsonBody(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static MqttClientOptions Options(DynsecGateway gateway, string user, string password) => new() { Port = gateway.Mosquitto.Port, ClientId = user, User = user, Password = password };

    private static async Task<bool> ComesInAsync(DynsecGateway gateway, string user, string password)
    {
        await using var client = new MqttClient(Options(gateway, user, password));
        return (await client.ConnectAsync(Cancel)).IsAccepted;
    }

    /// <summary>As an administrator does it by hand.</summary>
    private static async Task ControlAsync(DynsecGateway gateway, string command)
    {
        var spy = gateway.Spy;
        await using var control = ToolProcess.Start("mosquitto_ctrl", ["-h", "127.0.0.1", "-p", $"{spy.Port}", "-u", spy.User!, "-P", spy.Password!, "dynsec", .. command.Split(' ')]);
        Assert.True(await control.WaitForExitAsync() == 0, control.Output);
    }
}
