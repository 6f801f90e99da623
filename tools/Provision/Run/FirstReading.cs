using Nanofleet.Provision.Gateway;

namespace Nanofleet.Provision.Run;

/// <summary>Waits until the gateway has stored something of the board, and says meanwhile what is still missing.</summary>
internal sealed class FirstReading(IGateway gateway, Progress progress, TimeProvider clock, TimeSpan pause)
{
    private static readonly TimeSpan HintAfter = TimeSpan.FromSeconds(20);

    /// <returns>What came of it, in words.</returns>
    public async Task<string> WaitAsync(Registration registration, string brokerHost, TimeSpan limit, CancellationToken cancel)
    {
        var since = clock.GetTimestamp();
        var (shown, hintDue, wasAsked) = ("", HintAfter, false);
        while (true)
        {
            var now = await gateway.ProgressAsync(registration, cancel);
            if (now is { Stored: > 0 }) return $"stored{(now.FirstStoredAt is { } at ? $" at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")}";
            wasAsked |= now is not null;
            var missing = Missing(now, wasAsked);
            if (missing.What != shown) progress.Note(missing.What);
            shown = missing.What;
            var waited = clock.GetElapsedTime(since);
            if (waited >= hintDue)
            {
                progress.Note($"still so after {waited.TotalSeconds:0} s. {missing.Hint(brokerHost)}");
                hintDue = waited * 2;
            }

            if (waited >= limit) throw new ProvisionException(ExitCodes.NoReading, $"No reading of {registration.DeviceId} was stored within {limit.TotalSeconds:0} s: {missing.What}.", missing.Hint(brokerHost));
            await Task.Delay(pause, clock, cancel);
        }
    }

    private static Lack Missing(DeviceProgress? now, bool wasAsked) => now switch
    {
        null => new(wasAsked ? "the gateway does not answer any more" : "the gateway does not tell how far the device is", _ => "Look whether the gateway runs; the board waits for it by itself."),
        { State: "suspended" or "retired" } => new($"the device is {now.State} at the gateway", _ => "Approve it on its page."),
        { Online: false } => new("the board has not connected to the broker yet", broker =>
            $"It must reach {broker} from its own network, and know the time to check a certificate (it asks *.pool.ntp.org; where there is no internet, give sntp_servers in --settings). Its console says what it tries; its reset button starts it anew."),
        { State: "pending" } => new("the board is connected and waits for approval", _ => "Approve it on the gateway's page."),
        _ => new("the board is connected and approved, its first reading is still to come", _ => "Check interval_ms and the sensors in --settings, and the gateway's page /quarantine: a reading that was refused is there with its reason."),
    };

    private sealed record Lack(string What, Func<string, string> Hint);
}
