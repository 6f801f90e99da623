using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Pages;

namespace Nanofleet.Gateway.Ui;

/// <summary>The page of devices that wait for approval, and the buttons that give or take it.</summary>
internal static class AdmissionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pending", ListAsync).RequireAuthorization(Policies.Viewer);
        routes.MapPost("/pending/approve", ApproveAllAsync).RequireAuthorization(Policies.Operator);
        routes.MapPost("/devices/{id}/state", SetAsync).RequireAuthorization(Policies.Operator);
    }

    private static async Task<IResult> ListAsync(IStore store, CancellationToken cancel)
    {
        var pending = (await store.ListDevicesAsync(cancel)).Where(device => device.Admission == Admission.Pending).ToList();
        return new RazorComponentResult<PendingPage>(new { Devices = pending }) { PreventStreamingRendering = true };
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, IAntiforgery antiforgery, Admissions admissions, IStore store, CancellationToken cancel)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Problems.OldForm();
        if (await store.FindDeviceAsync(id, cancel) is null) return Problems.UnknownDevice(id);
        var form = await context.Request.ReadFormAsync(cancel);
        await admissions.SetAsync(id, form["state"] == "approved" ? Admission.Approved : Admission.Suspended, cancel);
        return Results.LocalRedirect(form["back"] == "pending" ? "/pending" : $"/devices/{Uri.EscapeDataString(id)}");
    }

    /// <summary>Those that the page showed: one that came since was not looked at.</summary>
    private static async Task<IResult> ApproveAllAsync(HttpContext context, IAntiforgery antiforgery, Admissions admissions, IStore store, CancellationToken cancel)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Problems.OldForm();
        var shown = (await context.Request.ReadFormAsync(cancel))["device"].ToHashSet();
        foreach (var device in await store.ListDevicesAsync(cancel))
            if (device.Admission == Admission.Pending && shown.Contains(device.DeviceId)) await admissions.SetAsync(device.DeviceId, Admission.Approved, cancel);
        return Results.LocalRedirect("/");
    }
}
