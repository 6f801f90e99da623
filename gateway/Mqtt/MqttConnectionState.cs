namespace Nanofleet.Mqtt;

/// <summary>Where a connection loop stands.</summary>
public enum MqttConnectionState
{
    /// <summary>Not running.</summary>
    Stopped,

    /// <summary>Dialling, or waiting for a CONNACK.</summary>
    Connecting,

    /// <summary>The session stands and its subscriptions are made.</summary>
    Connected,

    /// <summary>Lost or refused; the next attempt comes after a pause.</summary>
    Waiting,
}
