using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Testing.Network;

/// <summary>One connection through a <see cref="FaultyProxy"/>: two sockets and what goes wrong between them.</summary>
public sealed class ProxiedConnection
{
    private readonly Socket _near;
    private readonly Socket _far = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Func<TimeSpan> _delay;
    private volatile bool _isHalfOpen;
    private long _bytesUntilTorn = long.MaxValue;

    internal ProxiedConnection(Socket near, Func<TimeSpan> delay)
    {
        (_near, _delay) = (near, delay);
        near.NoDelay = true;
    }

    /// <summary>Bytes are taken from both sides and reach nobody, and neither hears of the other's end.</summary>
    public bool IsHalfOpen => _isHalfOpen;

    /// <summary>As when a router has forgotten the connection: it never comes back.</summary>
    public void MakeHalfOpen() => _isHalfOpen = true;

    /// <summary>An orderly end for both sides.</summary>
    public void Cut()
    {
        _near.Dispose();
        _far.Dispose();
    }

    /// <summary>Zero linger: a reset for both sides.</summary>
    public void Reset()
    {
        _near.Close(0);
        _far.Close(0);
    }

    /// <summary>A reset after so many further bytes, which may be in the middle of a packet.</summary>
    public void TearAfter(int bytes) => Interlocked.Exchange(ref _bytesUntilTorn, bytes);

    internal async Task RunAsync(EndPoint server)
    {
        try
        {
            await _far.ConnectAsync(server);
            await Task.WhenAll(PumpAsync(_near, _far), PumpAsync(_far, _near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the connection.
        }
        finally
        {
            Reset();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                if (_delay() is { Ticks: > 0 } delay) await Task.Delay(delay);
                if (_isHalfOpen) continue;
                var left = Interlocked.Add(ref _bytesUntilTorn, -read);
                await to.SendAsync(buffer.AsMemory(0, left < 0 ? (int)Math.Max(0, read + left) : read));
                if (left < 0) Reset();
            }
        }
        finally
        {
            // What one side's end tells the other gets lost, too.
            if (!_isHalfOpen) Cut();
        }
    }
}
