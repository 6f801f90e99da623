using System.Threading.Channels;
using Nanofleet.Gateway.Devices;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>
/// The devices that changed since an open page looked last; a device that changes often is in it once. It keeps names
/// only: what is new the page reads from the database, so a slow page misses nothing and holds nothing.
/// </summary>
public sealed class ChangeWatch : IAsyncDisposable
{
    /// <summary>Events are taken off at once, so they wait here only for a moment; a flood beyond it makes the page look at everything.</summary>
    private const int Capacity = 1024;
    private readonly FleetEvents _events;
    private readonly string? _only;
    private readonly Action _close;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _pump;
    private HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _missed;

    internal ChangeWatch(FleetEvents events, string? only, Action close)
    {
        _events = events;
        _only = only;
        _close = close;
        _pump = PumpAsync(events.Subscribe(Capacity));
    }

    /// <summary>What changed, as soon as something does; empty when nothing did for so long, or when the page has to look at everything.</summary>
    public async Task<IReadOnlySet<string>> NextAsync(TimeSpan patience, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await _signal.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new HashSet<string>(); // quiet: not a fault
        }

        lock (_gate)
        {
            var changed = _missed ? [] : _changed;
            _changed = new HashSet<string>(StringComparer.Ordinal);
            _missed = false;
            return changed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pump;
        _end.Dispose();
        _close();
    }

    private async Task PumpAsync(FleetSubscription subscription)
    {
        try
        {
            while (true)
            {
                using (subscription)
                    await foreach (var change in subscription.ReadAllAsync(_end.Token)) Add(change.DeviceId);
                subscription = _events.Subscribe(Capacity);
                Add(null);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return; // the page was closed
        }
    }

    /// <param name="deviceId">Null when events were missed.</param>
    private void Add(string? deviceId)
    {
        if (_only is not null && deviceId is not null && _only != deviceId) return;
        lock (_gate)
        {
            if (deviceId is null) _missed = true;
            else _changed.Add(deviceId);
        }

        _signal.Writer.TryWrite(true);
    }
}
