using System.Net.Http.Json;
using System.Text;
using Nanofleet.EndToEnd.Tests.Faults;
using Nanofleet.Gateway.Faults;
using Nanofleet.Mqtt;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>What waited for an approval comes in exactly once, although the gateway is killed while it does.</summary>
public sealed class ApprovalKillTests(ITestOutputHelper output)
{
    private const int Messages = 3000;
    private const string Device = "newcomer";
    private const string Boot = "9f3c21aa";
    private const string Sensor = "t";

    [Fact]
    public async Task Readings_that_waited_are_stored_once_when_the_gateway_is_killed_while_it_stores_them()
    {
        var cancel = TestContext.Current.CancellationToken;
        var plan = new KillPlan(output);
        await using var gateway = new FaultyGatewayProcess(settings: "--Devices:Unknown=pending");
        await gateway.StartAsync();
        await PublishAsync(gateway.Process.MqttPort, cancel);
        Assert.Equal(0, await gateway.Process.StopAsync());

        await gateway.StartAsync(FaultPoint.BeforeCommit, NextPiece(plan));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var approval = gateway.Process.Http.PutAsJsonAsync($"/api/devices/{Device}/state", new { state = "approved" }, limit.Token);
        await gateway.Process.WaitForEndAsync(FaultyGatewayProcess.Patience);
        await approval.ContinueWith(_ => { }, TaskScheduler.Default); // it ended with the gateway that was asked
        Assert.InRange(Stored(gateway), 1, Messages - 1);
        for (var kill = 1; kill < plan.Kills && Stored(gateway) < Messages / 2; kill++) await gateway.RunAsync(FaultPoint.AfterCommit, NextPiece(plan)); // it goes on by itself
        output.WriteLine($"{Stored(gateway)} of {Messages} were stored at the last kill");

        await gateway.StartAsync();
        while ((await gateway.Process.GetAsync($"/api/devices/{Device}/balance")).GetProperty("waiting").GetInt64() > 0) await Task.Delay(100, limit.Token);
        Assert.Equal(0, await gateway.Process.StopAsync());

        var database = gateway.Read(Sensor);
        Assert.Equal(Enumerable.Range(1, Messages).Select(seq => (long)seq), database.Entries[(Device, Boot)].Stored.Order());
        Assert.Empty(database.Entries[(Device, Boot)].Dropped);
        Assert.Equal(Messages, database.Rows[Device]);
    }

    /// <summary>They are stored in thirty pieces or more; it is killed at one of the first, and not at the very first.</summary>
    private static int NextPiece(KillPlan plan) => plan.Random.Next(2, 6);

    private static int Stored(FaultyGatewayProcess gateway) => gateway.Read(Sensor).Entries[(Device, Boot)].Stored.Count;

    private static async Task PublishAsync(int port, CancellationToken cancel)
    {
        await using var board = new MqttClient(new MqttClientOptions { Port = port, ClientId = Device });
        await board.ConnectAsync(cancel);
        foreach (var chunk in Enumerable.Range(1, Messages).Chunk(100))
        {
            await Task.WhenAll(chunk.Select(seq => board.PublishAsync(
                $"devices/{Device}/data",
                Encoding.UTF8.GetBytes($$"""{"boot":"{{Boot}}","seq":{{seq}},"sensors":[{"sensor_name":"{{Sensor}}","value":{{seq}}}]}"""),
                MqttQoS.AtLeastOnce,
                cancel: cancel).AsTask()));
        }
    }
}
