namespace Nanofleet.Mqtt;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">The reason code sent or received, or the nearest to what happened.</param>
/// <param name="ByPeer">True when the other side said DISCONNECT or closed.</param>
/// <param name="Explanation">One sentence for a person.</param>
/// <param name="Cause">The exception behind it, where there was one.</param>
public sealed record MqttDisconnect(MqttReasonCode Reason, bool ByPeer, string Explanation, Exception? Cause = null)
{
    /// <summary>Where to go instead, for UseAnotherServer and ServerMoved (5.0 §4.13); the client leaves that to the host.</summary>
    public string? ServerReference { get; init; }
}
