namespace Nanofleet.Mqtt.Epoll;

/// <summary>What epoll tells of a socket (epoll_ctl(2)).</summary>
[Flags]
internal enum SocketEvents : uint
{
    Readable = 0x001,
    Writable = 0x004,
    Failed = 0x008,
    HungUp = 0x010,
    PeerClosed = 0x2000,

    /// <summary>Told once when it changes, not as long as it lasts.</summary>
    EdgeTriggered = 1u << 31,
}
