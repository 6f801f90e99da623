namespace Nanofleet.Gateway.Store;

/// <summary>Whom a layer of configuration is for. Stored as a number: never renumber.</summary>
public enum ConfigScope
{
    All = 0,
    Group = 1,
    Device = 2,

    /// <summary>A device's credentials in force, above what people set.</summary>
    Credential = 3,

    /// <summary>Credentials that it tries, above those.</summary>
    CredentialTrial = 4,

    /// <summary>What the gateway itself wants of all, over everything else.</summary>
    Gateway = 5,
}

/// <param name="Name">Of the group or the device; empty for all and for the gateway's own.</param>
public readonly record struct ConfigLayer(ConfigScope Scope, string Name)
{
    public static readonly ConfigLayer All = new(ConfigScope.All, "");

    public static readonly ConfigLayer Gateway = new(ConfigScope.Gateway, "");

    public static ConfigLayer Group(string name) => new(ConfigScope.Group, name);

    public static ConfigLayer Device(string deviceId) => new(ConfigScope.Device, deviceId);

    public static ConfigLayer Credential(string deviceId) => new(ConfigScope.Credential, deviceId);

    public static ConfigLayer CredentialTrial(string deviceId) => new(ConfigScope.CredentialTrial, deviceId);
}

/// <summary>What is wanted of a device and what it says of it. Settings are JSON objects.</summary>
/// <param name="Version">0 where nothing was ever wanted.</param>
/// <param name="SettingsJson">All layers together; null with version 0.</param>
/// <param name="OwnJson">The device's own layer; null for none.</param>
/// <param name="ReportedJson">The device's last report as it came.</param>
public sealed record ConfigRecord(
    string DeviceId, Admission Admission, string? Group, long Version, string? SettingsJson, string? OwnJson, string? ReportedJson, long? ReportedMs);
