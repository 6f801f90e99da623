using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Change;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;

namespace Nanofleet.Gateway.Ui.Access;

/// <summary>The page on which people compare the CA's fingerprint, and admins let one CA follow on another.</summary>
internal static class CaPageEndpoints
{
    private const string Address = "/ca";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (IServiceProvider services, CancellationToken cancel) => PageAsync(services, null, cancel)).RequireAuthorization(Policies.Viewer);
        routes.MapPost("/ca/begin", BeginAsync).RequireAuthorization(Policies.Admin);
        routes.MapPost("/ca/cancel", CancelAsync).RequireAuthorization(Policies.Admin);
        routes.MapPost("/ca/finish", FinishAsync).RequireAuthorization(Policies.Admin);
    }

    private static async Task<IResult> BeginAsync(IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            // Where there is an obstacle nothing begins, and the page says why.
            if (services.GetService<CaChange>() is { } change) await change.BeginAsync(cancel);
            return Results.LocalRedirect(Address);
        }
        catch (ConfigTooLargeException e)
        {
            return await PageAsync(services, $"Nothing was changed: the certificates of both CAs go to boards with their configuration. {e.Message}", cancel);
        }
    }

    private static async Task<IResult> CancelAsync(IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<CaChange>() is { } change) await change.CancelAsync(cancel);
        return Results.LocalRedirect(Address);
    }

    private static async Task<IResult> FinishAsync(HttpContext context, IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<CaChange>() is not { } change) return Results.LocalRedirect(Address);
        var form = await context.Request.ReadFormAsync(cancel);
        var finish = await change.FinishAsync(leaveBehind: form["leave_behind"] == "yes", cancel);
        return finish.IsDone || finish.Waiting.Count == 0
            ? Results.LocalRedirect(Address)
            : await PageAsync(services, $"Nothing was changed: {string.Join(", ", finish.Waiting)} would be left behind.", cancel);
    }

    private static async Task<IResult> PageAsync(IServiceProvider services, string? fault, CancellationToken cancel)
    {
        var view = services.GetService<GatewayCertificates>() is { } own ? await CaView.OfAsync(own, services.GetRequiredService<CaChange>(), cancel) : null;
        return Rendered.Of<CaPage>(new { View = view, Problems = fault is null ? Array.Empty<string>() : [fault] }, fault is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }
}
