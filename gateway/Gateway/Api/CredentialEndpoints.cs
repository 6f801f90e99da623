using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>What a device has of credentials, never the password itself; a new one for a board that runs, and none.</summary>
public static class CredentialEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{id}/credentials", Find).RequireAuthorization(Policies.Viewer);
        api.MapPost("/devices/{id}/credentials/rotate", RotateAsync).RequireAuthorization(Policies.Operator);
        api.MapDelete("/devices/{id}/credentials", RevokeAsync).RequireAuthorization(Policies.Operator);
    }

    private static IResult Find(string id, IServiceProvider services) => Rules.IsDeviceId(id)
        ? Results.Json(CredentialView.Of(id, CredentialState.Of(id, services)), ApiJson.Readable.CredentialView)
        : Problems.BadRequest(Refusal.DeviceId(id).Sentence);

    private static async Task<IResult> RotateAsync(string id, CredentialRotation rotation, IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            return await rotation.BeginAsync(id, cancel) switch
            {
                RotationStart.Begun => Results.Json(CredentialView.Of(id, CredentialState.Of(id, services)), ApiJson.Readable.CredentialView, statusCode: StatusCodes.Status202Accepted),
                RotationStart.NoCredentials => NoCredentials(id),
                RotationStart.NotApproved => Problems.Conflict($"'{id}' is suspended or retired, and would not get a new password; approve it first."),
                _ => Problems.Conflict($"'{id}' is changing its password already; see trial_until for when that ends at the latest."),
            };
        }
        catch (BrokerAccountsException e)
        {
            return Results.Problem($"{e.Message} Nothing was changed.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (ConfigTooLargeException e)
        {
            return Problems.BadRequest(e.Message);
        }
    }

    private static async Task<IResult> RevokeAsync(string id, CredentialRotation rotation, CancellationToken cancel) =>
        await rotation.RevokeAsync(id, cancel) ? Results.NoContent() : NoCredentials(id);

    private static IResult NoCredentials(string id) =>
        Results.Problem($"'{Refusal.Cut(id)}' has no credentials of its own; register it with POST /api/provision.", statusCode: StatusCodes.Status404NotFound);
}
