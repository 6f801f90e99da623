using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security;

/// <summary>Ends answers that last, such as live events, when the session or the key that they began with is over. Others are asked anew with every request.</summary>
internal sealed class Standing(IPeopleStore people, IKeyStore keys, TimeProvider clock)
{
    /// <summary>The hash by which session and key are found: no secret.</summary>
    private const string Claim = "nanofleet:hash";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    public static Claim ClaimOf(string token) => new(Claim, Convert.ToBase64String(Token.Hash(token)));

    public static async ValueTask<object?> WatchAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var watch = context.RequestServices.GetRequiredService<Standing>().WatchAsync(context, end.Token);
        try
        {
            return await next(invocation);
        }
        finally
        {
            await end.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(HttpContext context, CancellationToken cancel)
    {
        do await Task.Delay(Period, clock, cancel);
        while (await HoldsAsync(context.User, cancel));
        context.Abort();
    }

    /// <summary>While the database is away nobody's standing is lost.</summary>
    private async Task<bool> HoldsAsync(ClaimsPrincipal who, CancellationToken cancel)
    {
        if (who.FindFirstValue(Claim) is not { } claim) return true; // the operator's key
        var (hash, now) = (Convert.FromBase64String(claim), clock.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            return who.Identity!.AuthenticationType == IdentityConstants.ApplicationScheme
                ? await people.FindSessionAsync(hash, now, cancel) is not null
                : await keys.FindKeyAsync(hash, cancel) is { } key && key.IsValid(now);
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }
}
