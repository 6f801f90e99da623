using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security.Keys;

namespace Nanofleet.Gateway.Security;

/// <summary>How much the gateway answers: little to an address that only tries to come in, more to strangers, much to who is known. MQTT over WebSocket has limits of its own.</summary>
internal static class RateLimits
{
    /// <summary>For endpoints by which people come in.</summary>
    public const string Entrance = "entrance";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services, GatewayOptions options) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = RefuseAsync;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Of(context, options.Http));
        limits.AddPolicy(Entrance, context => PerMinute($"entrance {RemoteAddress.Counted(context)}", options.SignIn.AttemptsPerMinute));
    });

    private static RateLimitPartition<string> Of(HttpContext context, HttpOptions options)
    {
        if (context.Request.Path == EmbeddedBroker.WebSocketPath || context.User.HasClaim(ApiKeyHandler.OperatorClaim, "")) return RateLimitPartition.GetNoLimiter("");
        return context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } known
            ? PerMinute($"{context.User.Identity!.AuthenticationType} {known}", options.RequestsPerMinute)
            : PerMinute($"stranger {RemoteAddress.Counted(context)}", options.AnonymousPerMinute);
    }

    private static RateLimitPartition<string> PerMinute(string who, int requests) =>
        RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = requests, Window = Window });

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancel)
    {
        var context = rejected.HttpContext;
        if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await Ui.Refusals.TooManyAsync(context);
    }
}
