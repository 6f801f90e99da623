namespace Nanofleet.Mqtt.Epoll;

/// <summary>Looks whether the code that a loop calls blocks it, and then lets another thread take its place.</summary>
internal static class BlockedLoopWatch
{
    /// <summary>A connection waits for at most twice this because of another one's host.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static Timer? s_timer;

    public static void Start(EpollLoop[] loops) => s_timer ??= new Timer(static state => Look((EpollLoop[])state!), loops, Interval, Interval);

    private static void Look(EpollLoop[] loops)
    {
        foreach (var loop in loops)
        {
            if (loop.IsStuck()) loop.Replace();
        }
    }
}
