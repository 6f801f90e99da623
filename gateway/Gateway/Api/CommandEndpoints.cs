using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Nanofleet.Contract;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Commands to a board, and those of the past.</summary>
public static class CommandEndpoints
{
    private const int Listed = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/devices/{id}/commands", SendAsync).WithMetadata(new RequestSizeLimitAttribute(Limits.GatewayMessage)).RequireAuthorization(Policies.Operator).WithAudit(AuditActions.Command);
        api.MapGet("/devices/{id}/commands", ListAsync).RequireAuthorization(Policies.Viewer);
        api.MapGet("/devices/{id}/commands/{requestId}", FindAsync).RequireAuthorization(Policies.Viewer);
    }

    private static async Task<IResult> SendAsync(string id, HttpRequest request, CommandsOptions options, CommandDispatcher dispatcher, CancellationToken cancel)
    {
        // Anything but JSON could be a form of a foreign page, sent with the reader's own browser.
        if (!request.HasJsonContentType()) return Problems.NotJson();
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancel);
        var json = buffer.ToArray();
        if (!JsonCheck.TryPass(json, out var refusal)) return Problems.BadRequest(refusal.Sentence);
        using var body = JsonDocument.Parse(json);
        if (!CommandRequest.TryRead(body.RootElement, options, out var command, out var fault)) return Problems.BadRequest(fault);
        var result = await dispatcher.SendAsync(id, command, cancel);
        Audited.Note(request.HttpContext, command.Action, id, Audited.OutcomeOf(result));
        return Answer(result);
    }

    private static IResult Answer(CommandResult result) => result.Outcome switch
    {
        CommandOutcome.Answered => Results.Json(CommandAnswer.Of(result), ApiJson.Readable.CommandAnswer),
        CommandOutcome.Accepted => Results.Json(CommandAnswer.Begun(result), ApiJson.Readable.CommandAnswer, statusCode: StatusCodes.Status202Accepted),
        CommandOutcome.NotApproved => Problems.OfCommand(StatusCodes.Status409Conflict, result.Detail!, result.RequestId),
        CommandOutcome.TimedOut => Problems.OfCommand(StatusCodes.Status504GatewayTimeout, result.Detail!, result.RequestId),
        CommandOutcome.UnknownDevice => Problems.OfCommand(StatusCodes.Status404NotFound, result.Detail!, result.RequestId),
        CommandOutcome.TooLarge => Problems.OfCommand(StatusCodes.Status400BadRequest, result.Detail!, result.RequestId),
        _ => Problems.OfCommand(StatusCodes.Status503ServiceUnavailable, result.Detail!, result.RequestId),
    };

    private static async Task<IResult> FindAsync(string id, string requestId, IStore store, CancellationToken cancel) =>
        await store.FindCommandAsync(id, requestId, cancel) is { } command ? Results.Json(CommandView.Of(command), ApiJson.Readable.CommandView) : Problems.UnknownCommand(id, requestId);

    private static async Task<IResult> ListAsync(string id, IStore store, CancellationToken cancel)
    {
        var commands = await store.ListCommandsAsync(id, Listed, cancel);
        if (commands.Count == 0 && await store.FindDeviceAsync(id, cancel) is null) return Problems.UnknownDevice(id);
        return Results.Json(new CommandList(id, [.. commands.Select(CommandView.Of)]), ApiJson.Readable.CommandList);
    }
}
