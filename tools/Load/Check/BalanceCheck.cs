using System.Net.Http.Json;
using System.Text.Json;

namespace Nanofleet.Load.Check;

/// <summary>The balance that the gateway itself shows for this run's devices: taken = stored + waiting + dropped.</summary>
internal sealed record BalanceCheck(long Taken, long Stored, long Waiting, long Dropped)
{
    public bool AddsUp => Taken == Stored + Waiting + Dropped;

    /// <summary>Null where the gateway does not answer.</summary>
    public static async Task<BalanceCheck?> ReadAsync(Uri http, string prefix, CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = http, Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            var answer = await client.GetFromJsonAsync<JsonElement>("/api/balance", cancel);
            var own = answer.GetProperty("devices").EnumerateArray().Where(device => device.GetProperty("device_id").GetString()!.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            long Sum(string name) => own.Sum(device => device.GetProperty(name).GetInt64());
            return new BalanceCheck(Sum("taken"), Sum("stored"), Sum("waiting"), Sum("dropped"));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
