using Nanofleet.Contract;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Who may send: <c>PUT /api/devices/{id}/state</c>, also for a device that has not been heard yet.</summary>
public static class AdmissionEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/devices/{id}/state", SetAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Admission);

    private static async Task<IResult> SetAsync(string id, HttpRequest request, Admissions admissions, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        if (!Rules.IsDeviceId(id)) return Problems.BadRequest(Refusal.DeviceId(id).Sentence);
        if (await ReadAsync(request, cancel) is not { } admission)
            return Problems.BadRequest("state must be one of approved, suspended, retired: {\"state\":\"approved\"}.");
        Audited.Note(request.HttpContext, AdmissionText.Of(admission));
        var released = await admissions.SetAsync(id, admission, cancel);
        return Results.Json(new AdmissionView(id, AdmissionText.Of(admission), released), ApiJson.Readable.AdmissionView);
    }

    private static async Task<Admission?> ReadAsync(HttpRequest request, CancellationToken cancel) =>
        (await JsonBody.ReadAsync(request, ApiJson.Readable.AdmissionRequest, cancel))?.State switch
        {
            "approved" => Admission.Approved,
            "suspended" => Admission.Suspended,
            "retired" => Admission.Retired,
            _ => null,
        };
}
