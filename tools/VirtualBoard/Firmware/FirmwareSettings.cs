using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nanofleet.VirtualBoard.Firmware;

/// <summary>The firmware's settings file; what is null is left to the firmware's own default. See device/Core/Configuration for ranges.</summary>
public sealed class FirmwareSettings
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public string? DeviceId { get; set; }

    public string? Namespace { get; set; }

    /// <summary>The one network that a virtual board can hear, unless its options say otherwise.</summary>
    public string WifiSsid { get; set; } = new BoardOptions().WifiSsid;

    public string WifiPassword { get; set; } = new BoardOptions().WifiPassword;

    public string BrokerHost { get; set; } = "127.0.0.1";

    public int? BrokerPort { get; set; }

    public bool? BrokerTls { get; set; }

    /// <summary>Name of a PEM file on I:\, to be put there with the board's storage.</summary>
    public string? BrokerCa { get; set; }

    /// <summary>One or two certificates themselves; goes before the file.</summary>
    public string? BrokerCaPem { get; set; }

    /// <summary>What the board shows to a broker that asks for it, and its private key: names of files, as above, or PEM.</summary>
    public string? ClientCertificate { get; set; }

    public string? ClientKey { get; set; }

    public string? ClientCertificatePem { get; set; }

    public string? ClientKeyPem { get; set; }

    public string? BrokerUser { get; set; }

    public string? BrokerPassword { get; set; }

    public int? IntervalMs { get; set; }

    public int? HeartbeatMs { get; set; }

    /// <summary>By name, each with its type and options; null leaves the firmware with the three short settings that follow.</summary>
    public Dictionary<string, object>? Sensors { get; set; }

    /// <summary>A DHT22 is wired to these two by default, a photoresistor to the ADC channel (GPIO 34), an LED to the pin.</summary>
    public int? DhtEchoPin { get; set; } = 26;

    public int? DhtTriggerPin { get; set; } = 27;

    public int? LightAdcChannel { get; set; } = 6;

    public int? LedPin { get; set; } = 2;

    /// <summary>A button to ground, held to erase the settings; null for GPIO 0.</summary>
    public int? ErasePin { get; set; }

    public int[]? WritablePins { get; set; }

    /// <summary>Such as new { sleep_s = 300, samples = 1, batch_every = 12 }.</summary>
    public object? DeepSleep { get; set; }

    /// <summary>Records in memory; kilobytes on flash, 0 for none; seconds that a reading may be in memory only.</summary>
    public int? OutboxCapacity { get; set; }

    public int? OutboxFlashKb { get; set; }

    public int? OutboxFlushS { get; set; }

    /// <summary>Names of sensors that are thinned out, or kept, while the outbox fills up.</summary>
    public string[]? OutboxThin { get; set; }

    public string[]? OutboxCritical { get; set; }

    public string[]? SntpServers { get; set; }

    public string? LogLevel { get; set; }

    /// <summary>Seconds that settings which could cut the link are tried.</summary>
    public int? TrialS { get; set; }

    /// <summary>Outputs that an emergency stop sets high; the others become low.</summary>
    public int[]? SafeHighPins { get; set; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
