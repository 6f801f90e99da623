using System.Text.Json;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>A command and what became of it.</summary>
/// <param name="State">sent, accepted, done, failed, expired or rejected.</param>
/// <param name="Response">The board's answer as it came.</param>
public sealed record CommandView(string RequestId, string Action, JsonElement? Params, string State, string Created, string Expires, string? Answered, JsonElement? Response)
{
    public static CommandView Of(CommandRecord command) => new(
        command.RequestId,
        command.Action,
        StoredJson.Parse(command.ParamsJson),
        command.State.ToString().ToLowerInvariant(),
        Timestamps.Text(command.CreatedMs),
        Timestamps.Text(command.ExpiresMs),
        Timestamps.Text(command.AnsweredMs),
        StoredJson.Parse(command.ResponseJson));
}
