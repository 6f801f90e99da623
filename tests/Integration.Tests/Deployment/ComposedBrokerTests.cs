using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Testing;

namespace Nanofleet.Integration.Tests.Deployment;

/// <summary>The Mosquitto of compose.yaml: the gateway gets in with what was prepared, over checked TLS, and nobody else does.</summary>
public sealed class ComposedBrokerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_stores_what_comes_through_it()
    {
        await using var broker = await PreparedMosquitto.StartAsync();
        await using var gateway = await StartGatewayAsync(broker);

        await PublishAsync(broker, 0, "-u", "nanofleet", "-P", await File.ReadAllTextAsync(broker.GatewayFile("broker"), Cancel));

        using var http = new HttpClient { BaseAddress = gateway.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey.Read(Path.Combine(broker.Data, OperatorKey.FileName)));
        await UntilAsync(http, "/api/devices/kitchen/readings?sensor=temperature", page => page.GetProperty("readings").GetArrayLength() == 1);
    }

    [Fact]
    public async Task Board_gets_in_with_the_account_that_the_gateway_gave_it()
    {
        await using var broker = await PreparedMosquitto.StartAsync();
        await using var gateway = await StartGatewayAsync(broker);
        using var http = new HttpClient { BaseAddress = gateway.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey.Read(Path.Combine(broker.Data, OperatorKey.FileName)));

        var claim = await PostAsync(http, "/api/claims", new { device_id = "kitchen" });
        var given = await PostAsync(http, "/api/provision", new { claim_code = claim.GetProperty("claim_code").GetString(), device_id = "kitchen" });

        Assert.Equal(await File.ReadAllTextAsync(broker.GatewayFile("broker-ca.pem"), Cancel), given.GetProperty("broker_ca").GetString());
        await PublishAsync(broker, 0, "-u", given.GetProperty("broker_user").GetString()!, "-P", given.GetProperty("broker_password").GetString()!);
        await UntilAsync(http, "/api/devices/kitchen/readings?sensor=temperature", page => page.GetProperty("readings").GetArrayLength() == 1);
        Assert.DoesNotContain("administrative action", broker.Log, StringComparison.Ordinal); // it is sent away for a new role, and began with the one that it wants
    }

    [Theory]
    [InlineData]
    [InlineData("-u", "nanofleet", "-P", "wrong")]
    [InlineData("-u", "kitchen", "-P", "kitchen")]
    public async Task Broker_refuses_whoever_has_no_account(params string[] credentials)
    {
        await using var broker = await PreparedMosquitto.StartAsync();

        await PublishAsync(broker, 5, credentials);
    }

    [Fact]
    public async Task Preparing_again_keeps_accounts_and_certificate()
    {
        await using var broker = await PreparedMosquitto.StartAsync();
        var before = await File.ReadAllTextAsync(broker.GatewayFile("broker"), Cancel);

        await broker.PrepareAsync();

        Assert.Equal(before, await File.ReadAllTextAsync(broker.GatewayFile("broker"), Cancel));
        await PublishAsync(broker, 0, "-u", "nanofleet", "-P", before);
    }

    [Theory]
    [InlineData("max_inflight_messages 1000")]
    [InlineData("set_tcp_nodelay true")]
    [InlineData("allow_anonymous false")]
    [InlineData("persistence true")]
    public void Broker_is_set_up_for_acknowledgements_after_the_commit(string line)
    {
        Assert.Contains(line, PreparedMosquitto.Lines);
    }

    private static async Task<GatewayHost> StartGatewayAsync(PreparedMosquitto broker)
    {
        var gateway = GatewayHost.Build(
        [
            "--urls=http://127.0.0.1:0", "--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={broker.Port}", "--Mqtt:Tls=true", $"--Mqtt:CaFile={broker.GatewayFile("broker-ca.pem")}",
            "--Mqtt:User=nanofleet", "--Mqtt:Devices=dynsec", $"--Mqtt:PasswordFile={broker.GatewayFile("broker")}", $"--Data:Directory={broker.Data}", "--Devices:Unknown=accept", "--Logging:LogLevel:Default=Warning",
        ]);
        await gateway.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = gateway.HttpAddress };
        await UntilAsync(http, "/healthz", health => health.GetProperty("status").GetString() == "ok");
        return gateway;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static async Task PublishAsync(PreparedMosquitto broker, int expected, params string[] credentials)
    {
        await using var publisher = ToolProcess.Start("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{broker.Port}", "--cafile", broker.GatewayFile("broker-ca.pem"), "-q", "1", "-i", "kitchen", "-t", "devices/kitchen/data", "-m", """{"temperature":21.5}""", .. credentials]);
        var code = await publisher.WaitForExitAsync();
        Assert.True(code == expected, $"{code} {publisher.Output}\n{broker.Log}");
    }

    private static async Task UntilAsync(HttpClient http, string path, Func<JsonElement, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        for (; ; await Task.Delay(50, limit.Token)) // what is asked for does not announce itself
        {
            using var response = await http.GetAsync(path, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            if (response.IsSuccessStatusCode && fits(JsonDocument.Parse(text).RootElement)) return;
        }
    }
}
