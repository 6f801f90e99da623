using System.Globalization;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Demo;

/// <summary>A line a second of what is in the database, and the balance of all boards at the end.</summary>
internal sealed class Ticker(IStore store, TextWriter output)
{
    private long _before;

    public async Task RunAsync(CancellationToken cancel)
    {
        await output.WriteLineAsync("time      online  taken  stored  per second  waiting  dropped");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(cancel)) await WriteLineAsync(cancel);
    }

    /// <summary>Returns how many boards have readings in the database.</summary>
    public async Task<int> WriteBalanceAsync(CancellationToken cancel)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("In the database, counted in samplings (taken = stored + waiting + dropped):");
        var storing = 0;
        foreach (var device in await store.ListDevicesAsync(cancel))
        {
            var balance = await store.BalanceAsync(device.DeviceId, cancel);
            if (balance is null) continue;
            var dropped = string.Concat(balance.Dropped.Select(reason => $" ({reason.Key} {reason.Value})"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"  {device.DeviceId,-12} taken {balance.Taken}, stored {balance.Stored}, waiting {balance.Waiting}, dropped {balance.Dropped.Values.Sum()}{dropped}"));
            if (balance.Stored > 0) storing++;
        }

        return storing;
    }

    private async Task WriteLineAsync(CancellationToken cancel)
    {
        long taken = 0, stored = 0, waiting = 0, dropped = 0;
        var devices = await store.ListDevicesAsync(cancel);
        foreach (var device in devices)
        {
            if (await store.BalanceAsync(device.DeviceId, cancel) is not { } balance) continue;
            taken += balance.Taken;
            stored += balance.Stored;
            waiting += balance.Waiting;
            dropped += balance.Dropped.Values.Sum();
        }

        var online = $"{devices.Count(device => device.IsOnline)}/{devices.Count}";
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.Now:HH:mm:ss}  {online,6}  {taken,5}  {stored,6}  {stored - _before,10}  {waiting,7}  {dropped,7}"));
        _before = stored;
    }
}
