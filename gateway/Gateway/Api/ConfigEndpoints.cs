using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>What is wanted of boards: of all, of a group, of one.</summary>
public static class ConfigEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{id}/config", FindAsync).RequireAuthorization(Policies.Viewer);
        api.MapPut("/devices/{id}/config", SetAsync).WithMetadata(new RequestSizeLimitAttribute(Limits.GatewayMessage)).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Config);
        api.MapGet("/config", (BoardConfigs configs, CancellationToken cancel) => LayerAsync(null, configs, cancel)).RequireAuthorization(Policies.Viewer);
        api.MapPut("/config", (HttpRequest request, BoardConfigs configs, CancellationToken cancel) => SetLayerAsync(null, request, configs, cancel)).WithMetadata(new RequestSizeLimitAttribute(Limits.GatewayMessage)).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Config);
        api.MapGet("/config/groups/{group}", (string group, BoardConfigs configs, CancellationToken cancel) => LayerAsync(group, configs, cancel)).RequireAuthorization(Policies.Viewer);
        api.MapPut("/config/groups/{group}", (string group, HttpRequest request, BoardConfigs configs, CancellationToken cancel) => SetLayerAsync(group, request, configs, cancel)).WithMetadata(new RequestSizeLimitAttribute(Limits.GatewayMessage)).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Config);
    }

    private static async Task<IResult> FindAsync(string id, BoardConfigs configs, CancellationToken cancel) =>
        await configs.FindAsync(id, cancel) is { } config ? Results.Json(ConfigView.Of(config), ApiJson.Readable.ConfigView) : Problems.UnknownDevice(id);

    private static async Task<IResult> SetAsync(string id, HttpRequest request, BoardConfigs configs, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        if (!ConfigChange.TryRead(await ReadAsync(request, cancel), mayGroup: true, out var change, out var fault)) return Problems.BadRequest(fault);
        if (await configs.FindAsync(id, cancel) is null) return Problems.UnknownDevice(id);
        try
        {
            if (change.Group is not null) await configs.SetGroupAsync(id, change.Group, cancel);
            if (change.Settings is not null) await configs.SetLayerAsync(ConfigLayer.Device(id), change.Settings, cancel);
        }
        catch (ConfigTooLargeException e)
        {
            return Problems.BadRequest(e.Message);
        }

        return await FindAsync(id, configs, cancel);
    }

    private static async Task<IResult> LayerAsync(string? group, BoardConfigs configs, CancellationToken cancel)
    {
        if (group is not null && !Rules.IsDeviceId(group)) return WrongGroup(group);
        var settings = ConfigSecretsMask.Hide(await configs.LayerAsync(Layer(group), cancel));
        return Results.Json(new ConfigLayerView(group, settings), ApiJson.Readable.ConfigLayerView);
    }

    private static async Task<IResult> SetLayerAsync(string? group, HttpRequest request, BoardConfigs configs, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return Problems.NotJson();
        if (group is not null && !Rules.IsDeviceId(group)) return WrongGroup(group);
        if (!ConfigChange.TryRead(await ReadAsync(request, cancel), mayGroup: false, out var change, out var fault)) return Problems.BadRequest(fault);
        try
        {
            await configs.SetLayerAsync(Layer(group), change.Settings ?? new JsonObject(), cancel);
        }
        catch (ConfigTooLargeException e)
        {
            return Problems.BadRequest(e.Message);
        }

        return await LayerAsync(group, configs, cancel);
    }

    private static ConfigLayer Layer(string? group) => group is null ? ConfigLayer.All : ConfigLayer.Group(group);

    private static IResult WrongGroup(string group) => Problems.BadRequest($"The group '{Refusal.Cut(group)}' is not 1 to {Limits.DeviceId} of A-Z a-z 0-9 _ -.");

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancel);
        return buffer.ToArray();
    }
}
