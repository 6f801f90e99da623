using System.Text.Json;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security;

namespace Nanofleet.Gateway.Api;

/// <summary>
/// The live stream as server-sent events: <c>data</c>, <c>status</c> and <c>command</c>, with <c>?device=</c> only of one
/// device. A listener that reads too slowly is cut; browsers connect again by themselves.
/// </summary>
public static class EventEndpoints
{
    /// <summary>Silence would leave a vanished listener unnoticed, and some proxies end a silent answer after a minute.</summary>
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/events", StreamAsync).RequireAuthorization(Policies.Viewer).AddEndpointFilter(Standing.WatchAsync);

    private static async Task StreamAsync(HttpContext context, string? device, FleetEvents events, ApiOptions options, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        if (events.Listeners >= options.EventListeners)
        {
            await Results.Problem("Too many listeners; try again later.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var subscription = events.Subscribe(options.EventQueue);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAllAsync(context.Response, subscription, device, clock, end.Token);
        }
        catch (OperationCanceledException)
        {
            // the listener left, or the gateway stops
        }
    }

    private static async Task WriteAllAsync(HttpResponse response, FleetSubscription subscription, string? device, TimeProvider clock, CancellationToken cancel)
    {
        await response.WriteAsync(": welcome\n\n", cancel); // so that the listener knows that it listens
        await response.Body.FlushAsync(cancel);
        var next = subscription.NextAsync(cancel).AsTask();
        while (true)
        {
            if (await IsQuietAsync(next, clock, cancel))
            {
                await response.WriteAsync(": pulse\n\n", cancel);
            }
            else
            {
                if (await next is not { } change) return;
                if (device is null || device == change.DeviceId) await WriteAsync(response, change, cancel);
                next = subscription.NextAsync(cancel).AsTask();
            }

            await response.Body.FlushAsync(cancel);
        }
    }

    private static async Task<bool> IsQuietAsync(Task next, TimeProvider clock, CancellationToken cancel)
    {
        await next.WaitAsync(Pulse, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        return !next.IsCompleted;
    }

    private static Task WriteAsync(HttpResponse response, FleetEvent change, CancellationToken cancel) =>
        response.WriteAsync($"event: {EventView.NameOf(change)}\ndata: {JsonSerializer.Serialize(EventView.Of(change), EventJson.Readable.EventView)}\n\n", cancel);
}
