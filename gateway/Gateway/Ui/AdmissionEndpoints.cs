using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;

namespace Nanofleet.Gateway.Ui;

/// <summary>The page of devices that wait for approval, and the buttons that give or take it.</summary>
internal static class AdmissionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pending", ListAsync).RequireAuthorization(Policies.Viewer);
        routes.MapPost("/pending/approve", ApproveAllAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Admission);
        routes.MapPost("/devices/{id}/state", SetAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Admission);
    }

    private static async Task<IResult> ListAsync(IStore store, CancellationToken cancel)
    {
        var pending = (await store.ListDevicesAsync(cancel)).Where(device => device.Admission == Admission.Pending).ToList();
        return Rendered.Of<PendingPage>(new { Devices = pending });
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, Admissions admissions, IStore store, CancellationToken cancel)
    {
        if (await store.FindDeviceAsync(id, cancel) is null) return Problems.UnknownDevice(id);
        var form = await context.Request.ReadFormAsync(cancel);
        var admission = form["state"] == "approved" ? Admission.Approved : Admission.Suspended;
        await admissions.SetAsync(id, admission, cancel);
        Audited.Note(context, AdmissionText.Of(admission));
        return Results.LocalRedirect(form["back"] == "pending" ? "/pending" : $"/devices/{Uri.EscapeDataString(id)}");
    }

    /// <summary>Those that the page showed: one that came since was not looked at.</summary>
    private static async Task<IResult> ApproveAllAsync(HttpContext context, Admissions admissions, IStore store, CancellationToken cancel)
    {
        var shown = (await context.Request.ReadFormAsync(cancel))["device"].ToHashSet();
        List<string> approved = [];
        foreach (var device in await store.ListDevicesAsync(cancel))
        {
            if (device.Admission != Admission.Pending || !shown.Contains(device.DeviceId)) continue;
            await admissions.SetAsync(device.DeviceId, Admission.Approved, cancel);
            approved.Add(device.DeviceId);
        }

        Audited.Note(context, $"approved {string.Join(", ", approved)}");
        return Results.LocalRedirect("/");
    }
}
