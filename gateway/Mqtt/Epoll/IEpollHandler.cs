namespace Nanofleet.Mqtt.Epoll;

/// <summary>Who wants to hear of a descriptor's events.</summary>
internal interface IEpollHandler
{
    /// <summary>The loop's own.</summary>
    int Slot { get; set; }

    /// <summary>Something happened; called on the loop's thread.</summary>
    void Handle(SocketEvents happened);
}
