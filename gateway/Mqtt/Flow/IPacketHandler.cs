using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Flow;

/// <summary>What one end of a connection does with the packets that it reads.</summary>
internal interface IPacketHandler
{
    /// <summary>The connection is ending: nothing further is read.</summary>
    bool IsClosing { get; }

    /// <summary>The host holds as many messages as it may: nothing further is read until it lets one go.</summary>
    bool MustWait { get; }

    Task WaitForRoomAsync();

    /// <summary>Reading waits for bytes, or has got some.</summary>
    void Listening(bool waits);

    /// <summary>Takes one packet. Its body is borrowed until the task completes; so long nothing further is read.</summary>
    ValueTask HandleAsync(PacketType type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel);

    /// <summary>The packets at hand are dealt with, or will take a while: send what they led to.</summary>
    void FlushAll();

    /// <summary>What came cannot be a packet, or not one that is allowed.</summary>
    void Close(MqttReasonCode reason);
}
