using System.Threading.Channels;

namespace Nanofleet.Gateway.Devices;

/// <summary>One listener's end of the live stream.</summary>
public sealed class FleetSubscription : IDisposable
{
    private readonly Channel<FleetEvent> _events;
    private readonly Action<FleetSubscription> _ended;

    internal FleetSubscription(int capacity, Action<FleetSubscription> ended)
    {
        _events = Channel.CreateBounded<FleetEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _ended = ended;
    }

    /// <summary>True when the owner was too slow: what it missed is in the database.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Events in their order; ends when the subscription was cut or disposed.</summary>
    public IAsyncEnumerable<FleetEvent> ReadAllAsync(CancellationToken cancel) => _events.Reader.ReadAllAsync(cancel);

    /// <summary>Waits for the next event; null when the subscription was cut or disposed.</summary>
    public async ValueTask<FleetEvent?> NextAsync(CancellationToken cancel) =>
        await _events.Reader.WaitToReadAsync(cancel) && _events.Reader.TryRead(out var change) ? change : null;

    public void Dispose()
    {
        _ended(this);
        _events.Writer.TryComplete();
    }

    internal void Offer(FleetEvent change)
    {
        if (_events.Writer.TryWrite(change) || _events.Reader.Completion.IsCompleted) return;
        WasCut = true;
        Dispose();
    }
}
