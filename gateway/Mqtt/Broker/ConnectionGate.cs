using System.Net;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// Lets new connections in, or not: so many a second in total and from one address, and only so many that have not said
/// who they are. Asked before a byte is read, so that a flood costs a socket each and nothing more. Its state is bounded:
/// addresses that have been quiet are forgotten, and where too many are not, the rest share one measure.
/// </summary>
internal sealed class ConnectionGate(MqttBrokerOptions options, TimeProvider clock, MqttBrokerCounters counters)
{
    /// <summary>Going through all addresses is nothing to do for each connection of a flood.</summary>
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly MqttBrokerOptions _options = options;
    private readonly TimeProvider _clock = clock;
    private readonly MqttBrokerCounters _counters = counters;
    private readonly Dictionary<IPAddress, TokenBucket> _addresses = [];
    private readonly TokenBucket _total = new();
    private readonly TokenBucket _others = new();
    private long _forgotAt;

    /// <summary>True: go on, and call <see cref="Leave"/> when the client has said who it is or is gone.</summary>
    public bool TryEnter(EndPoint? remote)
    {
        if (!IsWithinRate(remote))
        {
            _counters.AddThrottled();
            return false;
        }
        if (_counters.AddHalfOpen(1) <= _options.MaximumHalfOpenConnections) return true;
        Leave();
        _counters.AddThrottled();
        return false;
    }

    /// <summary>One connection that <see cref="TryEnter"/> let in is no longer half open.</summary>
    public void Leave() => _counters.AddHalfOpen(-1);

    private bool IsWithinRate(EndPoint? remote)
    {
        var (total, perAddress) = (_options.ConnectionRate, _options.ConnectionRatePerAddress);
        if (total is null && perAddress is null) return true;
        var now = _clock.GetTimestamp();
        lock (_gate)
        {
            // Its own measure first: one address that floods must not use up what all share.
            if (perAddress is not null && remote is IPEndPoint { Address: var address } && !BucketOf(Network(address), perAddress, now).TryTake(perAddress, now, _clock)) return false;
            return total is null || _total.TryTake(total, now, _clock);
        }
    }

    private TokenBucket BucketOf(IPAddress address, MqttRate rate, long now)
    {
        const int most = 10_000;
        if (_addresses.TryGetValue(address, out var bucket)) return bucket;
        if (_addresses.Count >= most && _clock.GetElapsedTime(_forgotAt, now) > ForgetInterval) Forget(rate, now);
        if (_addresses.Count >= most) return _others;
        return _addresses[address] = new TokenBucket();
    }

    /// <summary>Whoever may use the whole burst again is as good as unknown.</summary>
    private void Forget(MqttRate rate, long now)
    {
        _forgotAt = now;
        foreach (var (address, bucket) in _addresses)
        {
            if (bucket.IsFull(rate, now, _clock)) _addresses.Remove(address);
        }
    }

    /// <summary>Who has an IPv6 address has 2⁶⁴ of them: they count as one.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
