using Microsoft.AspNetCore.Mvc;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Change;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>The gateway's own CA: by what it is known, and its change from one to the next.</summary>
public static class CaEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ca", FindAsync).RequireAuthorization(Policies.Viewer);
        api.MapPost("/ca/change", BeginAsync).RequireAuthorization(Policies.Admin);
        api.MapDelete("/ca/change", CancelAsync).RequireAuthorization(Policies.Admin);
        api.MapPost("/ca/change/finish", FinishAsync).RequireAuthorization(Policies.Admin);
    }

    private static async Task<IResult> FindAsync(IServiceProvider services, CancellationToken cancel) =>
        services.GetService<GatewayCertificates>() is { } certificates
            ? Results.Json(await CaView.OfAsync(certificates, services.GetRequiredService<CaChange>(), cancel), ApiJson.Readable.CaView)
            : Problems.NoOwnCa();

    private static async Task<IResult> BeginAsync(IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<CaChange>() is not { } change) return Problems.NoOwnCa();
        if (change.Obstacle is { } obstacle) return Problems.Conflict(obstacle);
        try
        {
            return await change.BeginAsync(cancel) ? await FindAsync(services, cancel) : Problems.Conflict("A change of the CA is under way already; see GET /api/ca.");
        }
        catch (ConfigTooLargeException e)
        {
            return Problems.Conflict($"Nothing was changed: the certificates of both CAs go to boards with their configuration. {e.Message}");
        }
    }

    private static async Task<IResult> CancelAsync(IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<CaChange>() is not { } change) return Problems.NoOwnCa();
        return await change.CancelAsync(cancel) ? await FindAsync(services, cancel) : NothingUnderWay();
    }

    /// <param name="leaveBehind">Boards that do not trust the new CA yet are given up: they must be provisioned again.</param>
    private static async Task<IResult> FinishAsync([FromQuery(Name = "leave_behind")] bool? leaveBehind, IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<CaChange>() is not { } change) return Problems.NoOwnCa();
        var finish = await change.FinishAsync(leaveBehind ?? false, cancel);
        if (finish.IsDone) return await FindAsync(services, cancel);
        return finish.Waiting.Count == 0
            ? NothingUnderWay()
            : Problems.Conflict($"These boards do not trust the new CA yet: {string.Join(", ", finish.Waiting)}. Wait for them, or leave them behind with ?leave_behind=true: they must be provisioned again.");
    }

    private static IResult NothingUnderWay() => Problems.Conflict("No change of the CA is under way; POST /api/ca/change begins one.");
}
