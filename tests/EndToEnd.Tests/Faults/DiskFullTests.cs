using System.Diagnostics;

namespace Nanofleet.EndToEnd.Tests.Faults;

/// <summary>A disk that is full under load: acknowledgements stop, nothing is lost, and with room again all goes on by itself.</summary>
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const int RoomBytes = 512 * 1024;

    /// <summary>As long as nobody gets an acknowledgement for this long, they have stopped.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = FaultyGatewayProcess.Patience;

    [Fact]
    public async Task Nothing_is_lost_or_stored_twice_when_the_disk_of_the_spool_is_full()
    {
        await using var disk = await MountAsync();
        await using var gateway = new FaultyGatewayProcess(settings: $"--Spool:Directory={disk.Path}/spool");
        await gateway.StartAsync();
        disk.Fill(exceptBytes: RoomBytes);
        gateway.BeginOutage();
        var fleet = new SteadyFleet(gateway.Process.MqttPort, TestContext.Current.CancellationToken);
        await UntilSilentAsync(gateway, fleet);
        var spooled = await gateway.SpooledAsync();
        Assert.True(spooled > 0, "nothing went to the spool before its disk was full");

        disk.MakeRoom();
        using var limit = new CancellationTokenSource(Patience);
        while (await gateway.SpooledAsync() < 2 * spooled) await Task.Delay(20, limit.Token);

        gateway.EndOutage();
        await FinishAsync(gateway, fleet);
    }

    [Fact]
    public async Task Nothing_is_lost_or_stored_twice_when_the_disk_of_sqlite_and_the_spool_is_full()
    {
        await using var disk = await MountAsync();
        await using var gateway = new FaultyGatewayProcess(data: disk.Path);
        await gateway.StartAsync();
        disk.Fill(exceptBytes: RoomBytes);
        var fleet = new SteadyFleet(gateway.Process.MqttPort, TestContext.Current.CancellationToken);
        await UntilSilentAsync(gateway, fleet);
        Assert.Contains("the disk is full", gateway.Process.Log);

        disk.MakeRoom();
        await fleet.GoesOnAsync(Patience);

        await FinishAsync(gateway, fleet);
    }

    private static async Task<TinyDisk> MountAsync()
    {
        if (await TinyDisk.MissingReasonAsync() is { } reason) Assert.Skip(reason);
        return await TinyDisk.MountAsync(megabytes: 64);
    }

    /// <summary>Returns when the spool has said that it takes no more, and nobody gets an acknowledgement any more.</summary>
    private async Task UntilSilentAsync(FaultyGatewayProcess gateway, SteadyFleet fleet)
    {
        using var limit = new CancellationTokenSource(Patience);
        await gateway.Process.WaitForLogAsync("The spool takes no more messages: the disk refuses", Patience);
        var (acknowledged, since) = (fleet.Acknowledged, Stopwatch.StartNew());
        while (since.Elapsed < Silence)
        {
            await Task.Delay(20, limit.Token);
            if (fleet.Acknowledged == acknowledged) continue;
            acknowledged = fleet.Acknowledged;
            since.Restart();
        }

        output.WriteLine($"full: {acknowledged} acknowledged, {await gateway.SpooledAsync()} of them in the spool");
    }

    private async Task FinishAsync(FaultyGatewayProcess gateway, SteadyFleet fleet)
    {
        await fleet.FinishAsync(Patience);
        using var limit = new CancellationTokenSource(Patience);
        while (await gateway.SpooledAsync() > 0) await Task.Delay(50, limit.Token);
        Assert.Equal(0, await gateway.Process.StopAsync());
        fleet.Judge(gateway.Read(SteadyFleet.Sensor), output);
    }
}
