using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Mvc;
using Nanofleet.Contract;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Clients;

namespace Nanofleet.Gateway.Api;

/// <summary>Certificates of devices, signed by the gateway's own CA.</summary>
public static class CertificateEndpoints
{
    private const int MostBytes = 16 * 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/devices/{id}/certificate", IssueAsync).RequireAuthorization(Policies.Operator).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        api.MapGet("/devices/{id}/certificates", ListAsync).RequireAuthorization(Policies.Viewer);
        api.MapDelete("/devices/{id}/certificates/{serial}", RevokeAsync).RequireAuthorization(Policies.Operator);
    }

    private static async Task<IResult> IssueAsync(string id, HttpContext context, IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<ClientCertificates>() is not { } certificates) return Problems.NoOwnCa();
        if (!Rules.IsDeviceId(id)) return WrongId(id);
        if (await ReadAsync(context.Request, cancel) is not { } body) return Problems.BadRequest("The body must be {\"csr\":\"PEM\"}, or empty for a key that the gateway makes.");
        PublicKey? key = null;
        if (body.Csr is not null)
        {
            if (!SigningRequest.TryRead(body.Csr, out var own, out var fault)) return Problems.Unprocessable(fault);
            key = own;
        }

        var issued = await certificates.IssueAsync(id, key, cancel);
        return Results.Json(
            new IssuedCertificateView(id, issued.Record.Serial, Timestamps.Text(issued.Record.UntilMs)!, issued.CertificatePem, issued.KeyPem, services.GetRequiredService<GatewayCertificates>().Pem),
            ApiJson.Readable.IssuedCertificateView, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(string id, IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<ClientCertificates>() is not { } certificates) return Problems.NoOwnCa();
        return Results.Json(new CertificateList(id, [.. (await certificates.ListAsync(id, cancel)).Select(CertificateView.Of)]), ApiJson.Readable.CertificateList);
    }

    private static async Task<IResult> RevokeAsync(string id, string serial, IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<ClientCertificates>() is not { } certificates) return Problems.NoOwnCa();
        return await certificates.RevokeAsync(id, serial.ToUpperInvariant(), cancel)
            ? Results.NoContent()
            : Results.Problem($"'{Ingest.Refusal.Cut(id)}' has no certificate '{Ingest.Refusal.Cut(serial)}' that holds; see GET /api/devices/{{id}}/certificates.", statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>Null where it is not what it should be; an empty one is.</summary>
    private static async Task<CertificateRequestBody?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is 0 or null && !request.HasJsonContentType()) return new CertificateRequestBody(null);
        return request.HasJsonContentType() ? await JsonBody.ReadAsync(request, ApiJson.Readable.CertificateRequestBody, cancel) : null;
    }

    private static IResult WrongId(string id) => Problems.Unprocessable($"The device id '{Ingest.Refusal.Cut(id)}' is not 1 to {Limits.DeviceId} of A-Z a-z 0-9 _ -.");
}
