namespace Nanofleet.Mqtt.Packets;

/// <summary>What lies at the start of a received buffer.</summary>
internal enum FrameStatus
{
    /// <summary>A whole packet.</summary>
    Complete,

    /// <summary>The beginning of one.</summary>
    Incomplete,

    /// <summary>No packet: its length cannot be right.</summary>
    Malformed,

    /// <summary>A packet beyond the limit, told by its length before it is received.</summary>
    TooLarge,
}
