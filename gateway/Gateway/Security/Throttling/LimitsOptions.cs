using System.ComponentModel.DataAnnotations;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>
/// Section <c>Limits</c>: how much one device may send, so that one that runs wild does not take what the others need. At
/// the gateway's own broker a device over its measure is held back and loses nothing; behind another broker its messages
/// over the measure are not stored, and our boards send them again.
/// </summary>
public sealed class LimitsOptions
{
    /// <summary>False: every device may send as fast as the gateway can take.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Messages a second of one device. A board sends ten at the most; 500 let an outbox be emptied in no time. 0 sets no limit.</summary>
    [Range(0, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 500;

    /// <summary>Messages at once after a quiet time: more than any board keeps for an outage.</summary>
    [Range(1, 10_000_000)]
    public int MessageBurst { get; set; } = 10_000;

    /// <summary>Bytes a second of one device: 500 messages of 2 KB. 0 sets no limit.</summary>
    [Range(0, 1_000_000_000)]
    public int BytesPerSecond { get; set; } = 1024 * 1024;

    /// <summary>Bytes at once after a quiet time.</summary>
    [Range(65536, int.MaxValue)]
    public int ByteBurst { get; set; } = 16 * 1024 * 1024;

    /// <summary>Connections a minute of one device to the gateway's own broker, as many at once; a further one is refused. Boards wait longer and longer between attempts. 0 sets no limit.</summary>
    [Range(0, 100_000)]
    public int ConnectionsPerMinute { get; set; } = 120;

    /// <summary>Retained messages below one device's topics at the gateway's own broker; a further topic's is delivered and not kept. A board has three, the gateway adds one. 0 sets no limit.</summary>
    [Range(0, 1_000_000)]
    public int RetainedMessages { get; set; } = 100;

    /// <summary>Bytes of them, with what the broker needs for each: more than three times what status, info and settings come to at their longest. 0 sets no limit.</summary>
    [Range(0, 1_000_000_000)]
    public int RetainedBytes { get; set; } = 512 * 1024;

    /// <summary>Bytes of a message with readings.</summary>
    [Range(256, Limits.GatewayMessage)]
    public int DataBytes { get; set; } = Limits.GatewayMessage;

    /// <summary>Bytes of status and heartbeat, which grow with nothing.</summary>
    [Range(256, Limits.GatewayMessage)]
    public int StatusBytes { get; set; } = 8 * 1024;

    /// <summary>Bytes of info, config/reported and response.</summary>
    [Range(256, Limits.GatewayMessage)]
    public int AnswerBytes { get; set; } = 32 * 1024;
}
