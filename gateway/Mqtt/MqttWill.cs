namespace Nanofleet.Mqtt;

/// <summary>What the broker publishes when this client disappears without goodbye (5.0 §3.1.2.5).</summary>
public sealed class MqttWill
{
    /// <summary>The topic name; no wildcards.</summary>
    public required string Topic { get; init; }

    /// <summary>The message; may be empty.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How it is published.</summary>
    public MqttQoS QoS { get; init; }

    /// <summary>Whether it stays as the topic's retained message.</summary>
    public bool Retain { get; init; }

    /// <summary>How long the broker waits for the client to come back first; MQTT 5 only (§3.1.3.2.2).</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>What it says about itself; MQTT 5 only (§3.1.3.2).</summary>
    public MqttMessageProperties? Properties { get; init; }
}
