using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nanofleet.Load.Run;
using Nanofleet.Testing;

namespace Nanofleet.Load.Check;

/// <summary>The balance that the gateway itself shows for this run's devices: taken = stored + waiting + dropped.</summary>
internal sealed record BalanceCheck(long Taken, long Stored, long Waiting, long Dropped)
{
    public bool AddsUp => Taken == Stored + Waiting + Dropped;

    /// <summary>Null where the gateway does not answer.</summary>
    /// <param name="keyFile">Where an API key lies that may read.</param>
    public static async Task<BalanceCheck?> ReadAsync(Uri http, string keyFile, string prefix, CancellationToken cancel)
    {
        using var client = new HttpClient(new KeyFromFile(keyFile)) { BaseAddress = http, Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            var answer = await client.GetFromJsonAsync<JsonElement>("/api/balance", cancel);
            var own = answer.GetProperty("devices").EnumerateArray().Where(device => device.GetProperty("device_id").GetString()!.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            long Sum(string name) => own.Sum(device => device.GetProperty(name).GetInt64());
            return new BalanceCheck(Sum("taken"), Sum("stored"), Sum("waiting"), Sum("dropped"));
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new LoadException($"--key-file {keyFile}: the gateway at {http} does not take this key; name a file with one that may read", e) { IsArgument = true };
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
