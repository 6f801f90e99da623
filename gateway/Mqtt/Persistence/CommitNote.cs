namespace Nanofleet.Mqtt.Persistence;

/// <summary>Somebody to be told when a commit is through.</summary>
internal readonly record struct CommitNote(IMqttAcknowledger Target, uint Token, MqttReasonCode Reason);
