using System.Net.Http.Json;
using System.Text;
using Nanofleet.Mqtt;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>What waited for an approval comes in exactly once, although the gateway is killed while it does.</summary>
public sealed class ApprovalKillTests(ITestOutputHelper output)
{
    private const int Messages = 3000;
    private const string Device = "newcomer";
    private const string Boot = "9f3c21aa";

    [Fact]
    public async Task Readings_that_waited_are_stored_once_when_the_gateway_is_killed_while_it_stores_them()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var gateway = new GatewayProcess("--Devices:Unknown=pending");
        await gateway.StartAsync();
        await PublishAsync(gateway.MqttPort, cancel);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var approval = gateway.Http.PutAsJsonAsync($"/api/devices/{Device}/state", new { state = "approved" }, limit.Token);
        var stored = 0;
        for (var kill = 1; stored < Messages; kill++)
        {
            stored = await MoreThanAsync(gateway, stored, limit.Token);
            await gateway.KillAsync();
            output.WriteLine($"kill {kill}: after {stored} of {Messages} were seen stored");
            stored = Stored(gateway);
            await gateway.StartAsync();
            Assert.True(kill > 1 || stored < Messages, "the first kill came too late to tell anything");
        }

        await approval.ContinueWith(_ => { }, TaskScheduler.Default); // it ended with the gateway that was asked
        while ((await gateway.GetAsync($"/api/devices/{Device}/balance")).GetProperty("waiting").GetInt64() > 0) await Task.Delay(100, limit.Token);
        Assert.Equal(0, await gateway.StopAsync());

        var database = LedgerTable.Read(gateway.DatabaseFile, "t");
        Assert.Equal(Enumerable.Range(1, Messages).Select(seq => (long)seq), database.Entries[(Device, Boot)].Stored.Order());
        Assert.Empty(database.Entries[(Device, Boot)].Dropped);
        Assert.Equal(Messages, database.Rows[Device]);
    }

    /// <summary>As soon as the database shows more than there were: in the midst of the next commits.</summary>
    private static async Task<int> MoreThanAsync(GatewayProcess gateway, int before, CancellationToken cancel)
    {
        while (true)
        {
            var now = Stored(gateway);
            if (now > before) return now;
            await Task.Delay(5, cancel);
        }
    }

    private static int Stored(GatewayProcess gateway) => LedgerTable.Read(gateway.DatabaseFile, "t").Entries[(Device, Boot)].Stored.Count;

    private static async Task PublishAsync(int port, CancellationToken cancel)
    {
        await using var board = new MqttClient(new MqttClientOptions { Port = port, ClientId = Device });
        await board.ConnectAsync(cancel);
        foreach (var chunk in Enumerable.Range(1, Messages).Chunk(100))
        {
            await Task.WhenAll(chunk.Select(seq => board.PublishAsync(
                $"devices/{Device}/data",
                Encoding.UTF8.GetBytes($$"""{"boot":"{{Boot}}","seq":{{seq}},"sensors":[{"sensor_name":"t","value":{{seq}}}]}"""),
                MqttQoS.AtLeastOnce,
                cancel: cancel).AsTask()));
        }
    }
}
