namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>What one device may still send, and what became of what it sent beyond. Asking allocates nothing. Safe for several threads.</summary>
public sealed class DeviceBudget
{
    /// <summary>Shorter pauses would cost more than they keep back.</summary>
    private const double LeastPauseSeconds = 0.02;

    /// <summary>Longer ones would keep a ping of the device unanswered; what is left of the wait comes after the next message.</summary>
    private const double MostPauseSeconds = 1;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly LimitsOptions _options;
    private Bucket _messages;
    private Bucket _bytes;
    private Bucket _connections;
    private long _at;
    private long _pauses;
    private double _pausedSeconds;
    private long _askedAgain;
    private long _dropped;
    private long _connectionsRefused;
    private long _notRetained;

    public DeviceBudget(LimitsOptions options, TimeProvider clock)
    {
        (_options, _clock, _at) = (options, clock, clock.GetTimestamp());
        _messages = new Bucket(options.MessagesPerSecond, options.MessageBurst);
        _bytes = new Bucket(options.BytesPerSecond, options.ByteBurst);
        _connections = new Bucket(options.ConnectionsPerMinute / 60.0, options.ConnectionsPerMinute);
    }

    /// <summary>It has not sent anything for a while: as good as unknown.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                Fill();
                return _messages.IsFull && _bytes.IsFull && _connections.IsFull;
            }
        }
    }

    public DeviceBudgetCounts Counts
    {
        get { lock (_gate) return new DeviceBudgetCounts(_pauses, TimeSpan.FromSeconds(_pausedSeconds), _askedAgain, _dropped, _connectionsRefused, _notRetained); }
    }

    /// <summary>Takes a message that is taken in any case, and tells how long no further one should be; zero while it is within its measure.</summary>
    public TimeSpan Hold(int bytes)
    {
        lock (_gate)
        {
            Fill();
            _messages.Take(1);
            _bytes.Take(bytes);
            var wait = Math.Max(_messages.SecondsUntilEven, _bytes.SecondsUntilEven);
            if (wait <= 0) return TimeSpan.Zero;
            wait = Math.Clamp(wait, LeastPauseSeconds, MostPauseSeconds);
            _pauses++;
            _pausedSeconds += wait;
            return TimeSpan.FromSeconds(wait);
        }
    }

    /// <summary>Takes a message if it is within the measure.</summary>
    /// <param name="isState">It says how the device is, and nothing says it again: such messages may overdraw by as much as the bucket holds.</param>
    /// <param name="isNumbered">The device sends it again when it is asked for; else it is lost.</param>
    public bool TryTake(int bytes, bool isState, bool isNumbered)
    {
        lock (_gate)
        {
            Fill();
            if (_messages.Has(1, isState ? _options.MessageBurst : 0) && _bytes.Has(bytes, isState ? _options.ByteBurst : 0))
            {
                _messages.Take(1);
                _bytes.Take(bytes);
                return true;
            }

            if (isNumbered) _askedAgain++;
            else _dropped++;
            return false;
        }
    }

    public bool TryConnect()
    {
        lock (_gate)
        {
            Fill();
            if (_connections.Has(1, 0))
            {
                _connections.Take(1);
                return true;
            }

            _connectionsRefused++;
            return false;
        }
    }

    /// <summary>A message was not kept for later: the device has its share of retained ones.</summary>
    public void AddNotRetained()
    {
        lock (_gate) _notRetained++;
    }

    private void Fill()
    {
        var now = _clock.GetTimestamp();
        var seconds = _clock.GetElapsedTime(_at, now).TotalSeconds;
        _at = now;
        _messages.Fill(seconds);
        _bytes.Fill(seconds);
        _connections.Fill(seconds);
    }
}
