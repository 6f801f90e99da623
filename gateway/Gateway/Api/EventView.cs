using Nanofleet.Gateway.Devices;

namespace Nanofleet.Gateway.Api;

/// <summary>One event of <c>GET /api/events</c>; members that do not belong to its kind are left out.</summary>
public sealed record EventView(string DeviceId, string Timestamp)
{
    public IReadOnlyList<EventReading>? Readings { get; init; }

    public bool? IsOnline { get; init; }

    public string? DeviceStatus { get; init; }

    public string? RequestId { get; init; }

    public string? State { get; init; }

    /// <summary>The name of the event: data, status or command.</summary>
    public static string NameOf(FleetEvent change) => change switch
    {
        DataStored => "data",
        PresenceChanged => "status",
        _ => "command",
    };

    public static EventView Of(FleetEvent change)
    {
        var view = new EventView(change.DeviceId, Timestamps.Text(change.TimeMs));
        return change switch
        {
            DataStored data => view with { Readings = [.. data.Readings.Select(EventReading.Of)] },
            PresenceChanged presence => view with { IsOnline = presence.IsOnline, DeviceStatus = presence.Status },
            CommandChanged command => view with { RequestId = command.RequestId, State = command.State.ToString().ToLowerInvariant() },
            _ => view,
        };
    }
}
