using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Who did what stands in the audit log, by name, means and address.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task A_persons_and_a_programs_doings_are_told_apart()
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:Unknown=pending"]);
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("status", "online");
        using var otto = await gateway.EnterAsync("otto", Role.Operator);

        (await otto.SubmitAsync("/devices/b1", "/devices/b1/state", ("state", "approved"))).Dispose();
        (await gateway.Http.PutAsJsonAsync("/api/devices/b1/config", new { settings = new { wifi_password = "c4nary" } }, Patience.Cancel)).Dispose();
        (await gateway.PostAsync("/api/devices/nobody/commands", new { action = "set_led" })).Dispose();

        var log = (await gateway.GetAsync("/api/audit")).GetProperty("entries").EnumerateArray().ToList();
        Assert.Contains(log, entry => Is(entry, "otto", "session", "device.state", "b1", "approved", "done"));
        Assert.Contains(log, entry => Is(entry, "operator of this machine", "key", "config.change", "b1", null, "done"));
        Assert.Contains(log, entry => Is(entry, "operator of this machine", "key", "command.send", "nobody", "set_led", "failed"));
        Assert.All(log, entry => Assert.Equal("127.0.0.1", entry.GetProperty("address").GetString()));
    }

    [Fact]
    public async Task What_somebody_may_not_is_remembered()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var vera = await gateway.EnterAsync("vera", Role.Viewer);
        (await vera.GetAsync("/people")).Dispose();

        var entry = Assert.Single((await gateway.GetAsync("/api/audit?action=access")).GetProperty("entries").EnumerateArray());
        Assert.True(Is(entry, "vera", "session", "access.denied", "GET /people", null, "denied"));
    }

    [Fact]
    public async Task It_comes_in_pages_and_by_filter()
    {
        await using var gateway = await TestGateway.StartAsync();
        for (var i = 0; i < 5; i++) (await gateway.PostAsync("/api/keys", new { name = $"k{i}", scopes = new[] { "read" } })).Dispose();

        var first = await gateway.GetAsync("/api/audit?action=key&limit=3");
        var second = await gateway.GetAsync($"/api/audit?action=key&limit=3&before={first.GetProperty("before").GetInt64()}");
        var one = await gateway.GetAsync("/api/audit?subject=k2");

        Assert.Equal(["k4", "k3", "k2"], Subjects(first));
        Assert.Equal(["k1", "k0"], Subjects(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("before").ValueKind);
        Assert.Equal(["k2"], Subjects(one));
    }

    private static IEnumerable<string?> Subjects(JsonElement page) => page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("subject").GetString());

    private static bool Is(JsonElement entry, params string?[] expected) =>
        expected.SequenceEqual(new[] { "actor", "means", "action", "subject", "detail", "outcome" }.Select(name => entry.GetProperty(name).GetString()));
}
