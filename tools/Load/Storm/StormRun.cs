using System.Diagnostics;
using System.Net;
using Nanofleet.Load.Run;
using Nanofleet.Mqtt;
using Nanofleet.Testing.Network;

namespace Nanofleet.Load.Storm;

/// <summary>
/// Boards lose their broker at one moment. For as long as it is away every attempt to reach it is counted and reset at once;
/// then it is back, and all must come online again.
/// </summary>
internal sealed class StormRun(StormOptions options, TextWriter output)
{
    // The law of device/Core/Link/Backoff.cs.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <exception cref="LoadException">The boards did not come online.</exception>
    public async Task<StormResult> RunAsync(CancellationToken stop)
    {
        await using var broker = new MqttBroker(new MqttBrokerOptions { HostFilters = ["#"] }, new Taker());
        await using var listener = await broker.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), stop);
        await broker.PublishAsync("system/gateway", """{"version":"storm","contract":1,"puback_means_stored":true}"""u8.ToArray(), MqttQoS.AtLeastOnce, retain: true, stop);
        await using var network = new FaultyProxy(listener.EndPoint.Port, options.Boards);
        using var fleet = new StormFleet(options.Boards, network.Port);
        await output.WriteLineAsync($"starting {options.Boards} boards");
        await OnlineAsync(fleet, fleet.StartAsync, stop);

        await output.WriteLineAsync($"all are online; the broker is away for {options.Away.TotalSeconds:0} s");
        network.Welcome = Welcome.Reset;
        var lost = Stopwatch.GetTimestamp();
        network.ResetAll();
        await Task.Delay(options.Away, stop);
        var attempts = Count(network.Attempts, lost);

        await output.WriteLineAsync("the broker is back");
        network.Welcome = Welcome.Pass;
        var back = Stopwatch.GetTimestamp();
        await OnlineAsync(fleet, fleet.UntilAllAreOnlineAsync, stop);
        return new StormResult(options, attempts, new JitterCurve(options.Boards, FirstWait, LongestWait, attempts.Length), Stopwatch.GetElapsedTime(back));
    }

    private int[] Count(IEnumerable<long> attempts, long lost)
    {
        var seconds = new int[(int)options.Away.TotalSeconds];
        foreach (var attempt in attempts.Where(attempt => attempt >= lost))
            if ((int)Stopwatch.GetElapsedTime(lost, attempt).TotalSeconds is var second && second < seconds.Length) seconds[second]++;
        return seconds;
    }

    private static async Task OnlineAsync(StormFleet fleet, Func<CancellationToken, Task> waiting, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            await waiting(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new LoadException($"after {Patience.TotalMinutes:0} minutes only {fleet.Online} of {fleet.Count} boards are online; try fewer with --boards");
        }
    }

    private sealed class Taker : IMqttReceiver
    {
        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            delivery.Acknowledgement.Complete();
            return ValueTask.CompletedTask;
        }
    }
}
