using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Nanofleet.Contract;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>
/// How a board comes to its credentials: somebody makes a claim code, and whoever has it, or an API key for it, registers the
/// board and follows it to its first reading.
/// </summary>
public static class ProvisionEndpoints
{
    /// <summary>Bytes, on the wire: Kestrel refuses more with 413 while the body is read.</summary>
    private const int LargestBody = 4096;

    /// <summary>The same whatever is wrong with it: who guesses learns nothing.</summary>
    private const string WrongCode = "The claim code is not known, is used up, has ended or is for another device. Make a new one on the gateway's page 'Add a device'; it holds for 15 minutes, once.";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/claims", ClaimAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody)).RequireAuthorization(Policies.Operator);
        api.MapPost("/provision", RegisterAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody)).AllowAnonymous();
        api.MapGet("/provision/status", StatusAsync).AllowAnonymous();
    }

    private static async Task<IResult> ClaimAsync(HttpRequest request, Provisioning provisioning, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        if (await JsonBody.ReadAsync(request, ApiJson.Readable.ClaimRequest, cancel) is not { } claim) return Problems.BadRequest("The body must be an object such as {\"device_id\":\"kitchen\"}, or {} for any device.");
        if (claim.DeviceId is not null && !Rules.IsDeviceId(claim.DeviceId)) return Problems.Unprocessable(Refusal.DeviceId(claim.DeviceId).Sentence);
        var issued = await provisioning.ClaimAsync(claim.DeviceId, cancel);
        return Results.Json(new ClaimView(issued.Code, Timestamps.Text(issued.ExpiresMs)), ApiJson.Readable.ClaimView, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, Provisioning provisioning, BrokerAddress address, IBrokerAccounts broker, IAuthorizationService permissions, WrongCodes wrong, CancellationToken cancel)
    {
        var remote = RemoteAddress.Counted(context);
        if (!context.Request.HasJsonContentType()) return Problems.NotJson();
        if (await JsonBody.ReadAsync(context.Request, ApiJson.Readable.ProvisionRequest, cancel) is not { } asked) return Problems.BadRequest("The body must be an object such as {\"claim_code\":\"K7QF-3M2P-9XWD\",\"device_id\":\"kitchen\"}.");
        var mayWithoutCode = (await permissions.AuthorizeAsync(context.User, Policies.Provision)).Succeeded;
        if (asked.ClaimCode is null && !mayWithoutCode) return Problems.Unauthorized("Send a claim_code, which the gateway's page 'Add a device' makes, or an API key with the scope 'provision'.");
        if (asked.DeviceId is not { } deviceId || !Rules.IsDeviceId(deviceId)) return Problems.Unprocessable(Refusal.DeviceId(asked.DeviceId ?? "").Sentence);
        if (broker.Problem is { } problem) return Results.Problem(problem, statusCode: StatusCodes.Status501NotImplemented);
        if (asked.ClaimCode is not null && wrong.Take(remote) is { } wait) return TooMany(context, wait);
        if (address.IsTaken(deviceId)) return Problems.Unprocessable($"The device_id '{deviceId}' is the name of another account at the broker; choose another one.");
        try
        {
            var issued = await provisioning.RegisterAsync(deviceId, asked.ClaimCode, asked.Replace, Told(asked), cancel);
            if (asked.ClaimCode is not null && issued.Outcome != ProvisionOutcome.WrongCode) wrong.GiveBack(remote);
            return Answer(deviceId, issued, address);
        }
        catch (BrokerAccountsException e)
        {
            return Results.Problem($"{e.Message} Nothing was changed: credentials that the device had still hold, and a claim code is still good. Try again when that is mended.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult Answer(string deviceId, IssuedCredentials issued, BrokerAddress address) => issued.Outcome switch
    {
        ProvisionOutcome.WrongCode => Problems.Unauthorized(WrongCode),
        ProvisionOutcome.Exists => Results.Problem($"The device '{deviceId}' has credentials already; with \"replace\":true new ones take their place, and a board that still has the old ones is cut off.", statusCode: StatusCodes.Status409Conflict),
        _ => Results.Json(
            new ProvisionView(deviceId, address.Namespace, address.Host, address.Port, address.Tls, issued.User, issued.Password, address.Ca,
                issued.Certificate?.CertificatePem, issued.Certificate?.KeyPem, issued.Token, Timestamps.Text(issued.TokenExpiresMs)),
            ApiJson.Readable.ProvisionView,
            MediaTypeNames.Application.Json,
            StatusCodes.Status201Created),
    };

    private static async Task<IResult> StatusAsync(HttpContext context, Provisioning provisioning, WrongCodes wrong, CancellationToken cancel)
    {
        var remote = RemoteAddress.Counted(context);
        if (ProvisionToken.FromHeader(context.Request.Headers.Authorization.ToString()) is not { } token) return Problems.Unauthorized("Send the token of the registration: Authorization: Bearer …");
        if (wrong.Take(remote) is { } wait) return TooMany(context, wait);
        if (await provisioning.FindAsync(token, cancel) is { } progress)
        {
            wrong.GiveBack(remote);
            return Results.Json(ProvisionStatusView.Of(progress), ApiJson.Readable.ProvisionStatusView);
        }

        return Problems.Unauthorized("The token is not known or has ended: it holds for 15 minutes. See the device's page on the gateway, or register the board again.");
    }

    private static string? Told(ProvisionRequest asked)
    {
        var told = string.Join(", ", new[] { asked.Mac, asked.Model, asked.Replace ? "in place of earlier credentials" : null }.Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => Refusal.Cut(part!)));
        return told.Length == 0 ? null : told;
    }

    private static IResult TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = $"{(int)Math.Ceiling(wait.TotalSeconds)}";
        return Results.Problem($"Too many wrong codes or tokens; try again in {(int)Math.Ceiling(wait.TotalSeconds)} seconds.", statusCode: StatusCodes.Status429TooManyRequests);
    }
}
