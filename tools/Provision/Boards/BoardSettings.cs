using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Provision.Gateway;

namespace Nanofleet.Provision.Boards;

/// <summary>What goes onto a board: the members of nanofleet.json, without Wi-Fi and certificates, which each way brings there differently.</summary>
/// <param name="Members">Has secrets: never printed.</param>
/// <param name="CaPem">What the board trusts; null where the broker's certificate needs none, or TLS is off.</param>
/// <param name="Own">What the board shows to the broker; null where that asks for nothing.</param>
internal sealed record BoardSettings(JsonObject Members, string? CaPem, OwnCertificate? Own)
{
    // These come from the gateway or from options of their own: in a file of settings they could only contradict.
    private static readonly string[] Ours =
    [
        "device_id", "namespace", "broker_host", "broker_port", "broker_tls", "broker_ca", "broker_ca_pem", "broker_user", "broker_password", "wifi_ssid", "wifi_password",
        "client_certificate", "client_certificate_pem", "client_key", "client_key_pem",
    ];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Those of the names that a file of settings may not have.</summary>
    public static IEnumerable<string> Reserved(JsonObject extra) => extra.Select(member => member.Key).Intersect(Ours);

    /// <param name="extra">Pins, sensors, intervals; null for none.</param>
    /// <param name="brokerHost">Overrides what the gateway says; null for that, or the host by which the gateway was reached.</param>
    public static BoardSettings Of(Registration registration, Uri gateway, string? brokerHost, JsonObject? extra)
    {
        var members = (JsonObject?)extra?.DeepClone() ?? [];
        members["device_id"] = registration.DeviceId;
        if (!string.IsNullOrEmpty(registration.Namespace)) members["namespace"] = registration.Namespace;
        members["broker_host"] = BrokerHost(registration, gateway, brokerHost);
        members["broker_port"] = registration.BrokerPort;
        members["broker_tls"] = registration.BrokerTls;
        if (registration.BrokerUser is not null) members["broker_user"] = registration.BrokerUser;
        if (registration.BrokerPassword is not null) members["broker_password"] = registration.BrokerPassword;
        return registration.BrokerTls ? new BoardSettings(members, registration.BrokerCa, OwnCertificate.Of(registration)) : new BoardSettings(members, null, null);
    }

    /// <summary>In UTF-8 throughout: the board's reader knows no \u.</summary>
    public static byte[] Json(JsonObject members) => JsonSerializer.SerializeToUtf8Bytes(members, Plain);

    /// <summary>By which name or address the board looks for the broker.</summary>
    public static string BrokerHost(Registration registration, Uri gateway, string? wanted) => wanted ?? registration.BrokerHost ?? gateway.Host.Trim('[', ']');

    /// <summary>Never its secrets.</summary>
    public override string ToString() => $"BoardSettings {string.Join(", ", Members.Select(member => member.Key))}";
}
