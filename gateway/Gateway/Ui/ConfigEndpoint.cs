using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui;

/// <summary>Takes the form of a device's settings; then the browser is sent back to the page, so that reloading changes nothing.</summary>
internal static class ConfigEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/devices/{id}/config", SetAsync).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Config);

    private static async Task<IResult> SetAsync(string id, HttpContext context, BoardConfigs configs, CancellationToken cancel)
    {
        if (await configs.FindAsync(id, cancel) is not { } before) return Problems.UnknownDevice(id);
        if (!TryRead(await context.Request.ReadFormAsync(cancel), out var change, out var fault)) return Problems.NotChanged(fault);
        try
        {
            if (change.Group != (before.Group ?? "")) await configs.SetGroupAsync(id, change.Group!, cancel);
            await configs.SetLayerAsync(ConfigLayer.Device(id), change.Settings!, cancel);
        }
        catch (ConfigTooLargeException e)
        {
            return Problems.NotChanged(e.Message);
        }

        return Results.LocalRedirect($"/devices/{Uri.EscapeDataString(id)}#config");
    }

    private static bool TryRead(IFormCollection form, out ConfigChange change, out string fault)
    {
        change = null!;
        var group = form["group"].ToString().Trim();
        if (group.Length > 0 && !Rules.IsDeviceId(group))
        {
            fault = $"The group must be 1 to {Limits.DeviceId} of A-Z a-z 0-9 _ -, or empty for none.";
            return false;
        }

        try
        {
            if (JsonNode.Parse(form["settings"].ToString()) is JsonObject settings) return ConfigChange.TryMake(settings, group, out change, out fault);
            fault = "The settings must be an object such as {\"interval_ms\":5000}.";
        }
        catch (JsonException e)
        {
            fault = $"The settings are not JSON: see line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}.";
        }

        return false;
    }
}
