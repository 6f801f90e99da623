using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Charts;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>
/// The events of an open page: everything at once when it connects, then what changed, at most twice a second.
/// Ends with the browser's connection or with the gateway.
/// </summary>
internal static class LiveEndpoint
{
    /// <summary>Soon enough for a person, seldom enough for a fleet.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/live", FleetAsync).RequireAuthorization(Policies.Viewer).AddEndpointFilter(Standing.WatchAsync);
        routes.MapGet("/devices/{id}/live", DeviceAsync).RequireAuthorization(Policies.Viewer).AddEndpointFilter(Standing.WatchAsync);
    }

    private static Task FleetAsync(string? q, string? state, int? page, HttpContext context, LivePages pages) =>
        StreamAsync(context, pages.Fleet(FleetQuery.Of(q, state, page)));

    private static Task DeviceAsync(string id, string? sensor, HttpContext context, LivePages pages) =>
        StreamAsync(context, pages.Device(id, sensor));

    private static async Task StreamAsync(HttpContext context, ILivePage page)
    {
        var services = context.RequestServices;
        await using var watch = services.GetRequiredService<ChangeFeed>().TryWatch(page.DeviceId);
        if (watch is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // or a proxy may hold events back
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            await FollowAsync(page, watch, new EventWriter(context.Response.Body), services.GetRequiredService<TimeProvider>(), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return; // the page was closed or the gateway stops: the usual end of a stream
        }
    }

    private static async Task FollowAsync(ILivePage page, ChangeWatch watch, EventWriter writer, TimeProvider time, CancellationToken cancel)
    {
        var everything = new HashSet<string>();
        IReadOnlySet<string> changed = everything;
        var looked = time.GetTimestamp();
        while (true)
        {
            var pace = Task.Delay(Pace, time, cancel);
            await writer.SendAsync(await RenderAsync(page, changed, cancel), cancel);
            await pace;
            changed = await watch.NextAsync(page.Patience, cancel);
            if (time.GetElapsedTime(looked) >= page.Patience) changed = everything;
            if (changed.Count == 0) looked = time.GetTimestamp();
        }
    }

    private static async Task<IReadOnlyList<Fragment>> RenderAsync(ILivePage page, IReadOnlySet<string> changed, CancellationToken cancel)
    {
        try
        {
            return [Notice(""), .. await page.RenderAsync(changed, cancel)];
        }
        catch (StoreUnavailableException)
        {
            return [Notice("The database cannot be reached: the values on this page are old.")];
        }
    }

    private static Fragment Notice(string text) => new("notice", text, text);
}
