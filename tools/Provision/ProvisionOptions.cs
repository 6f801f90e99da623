using System.Text.Json.Nodes;
using Nanofleet.Provision.Boards;

namespace Nanofleet.Provision;

/// <summary>What one board shall become; checked.</summary>
internal sealed record ProvisionOptions
{
    /// <summary>Null: the id that the board has by itself.</summary>
    public string? DeviceId { get; init; }

    /// <summary>Null where an API key is used.</summary>
    public string? ClaimCode { get; init; }

    /// <summary>Null: the only one, or the one that is chosen.</summary>
    public string? Port { get; init; }

    public BoardWay Way { get; init; }

    /// <summary>Null: the one it is in already, or the one that is chosen.</summary>
    public WifiNetwork? Wifi { get; init; }

    /// <summary>Null: what the gateway says.</summary>
    public string? BrokerHost { get; init; }

    /// <summary>Settings beside those that the gateway gives; null for none.</summary>
    public JsonObject? ExtraSettings { get; init; }

    /// <summary>Credentials that the device has already become void.</summary>
    public bool Replace { get; init; }

    /// <summary>How long the first reading is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>SVG or PNG; null for none.</summary>
    public string? LabelFile { get; init; }

    /// <summary>Never its secrets.</summary>
    public override string ToString() => $"ProvisionOptions {DeviceId}";
}
