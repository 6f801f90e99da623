using System.Net;
using System.Net.Sockets;
using Nanofleet.VirtualBoard.Power;

namespace Nanofleet.VirtualBoard.Network;

/// <summary>
/// The network as one life sees it: joined or not, names, connections. It learns late that the access point is gone, as
/// a real station does, and joins again by itself when that was asked for.
/// </summary>
internal sealed class BoardNetwork(BoardLife life)
{
    private readonly ManualResetEvent _airBack = new(false);
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (string Ssid, string Password)? _rejoin;
    private EventLoopWork? _pending;

    internal bool IsJoined { get; private set; }

    /// <summary>Whoever joins gets the date, too.</summary>
    internal bool SetsClockOnJoin { get; set; }

    /// <summary>Who is asked for it, as the image has them at first.</summary>
    internal string[] TimeServers { get; } = ["0.pool.ntp.org", "1.pool.ntp.org"];

    /// <summary>Called on the life's interrupt thread with the new state.</summary>
    internal event Action<bool>? Changed;

    private Air Air => life.Board.Air;

    /// <summary>One attempt, from the firmware's thread; takes the time that joining takes.</summary>
    internal JoinResult Join(string ssid, string password, bool rejoin)
    {
        life.Do(() => _rejoin = rejoin ? (ssid, password) : null);
        life.Sleep((int)life.Board.Options.WifiJoinTime.TotalMilliseconds);
        return life.Do(() =>
        {
            var result = Air.Answer(ssid, password);
            if (result != JoinResult.Joined) return result;
            Air.Stored = (ssid, password);
            Become(true);
            return result;
        });
    }

    /// <summary>Attempts until one succeeds; false when the handle is set before that.</summary>
    internal bool JoinUntil(string ssid, string password, bool rejoin, WaitHandle? cancelled)
    {
        while (true)
        {
            life.Do(_airBack.Reset);
            if (Join(ssid, password, rejoin) == JoinResult.Joined) return true;
            if (life.Wait(cancelled is null ? [_airBack] : [_airBack, cancelled], Timeout.Infinite) == 1) return false;
        }
    }

    internal void Leave() => life.Do(() =>
    {
        _rejoin = null;
        _pending?.Cancel();
        Become(false);
    });

    /// <summary>Sets the clock from the network's time, where there is a network.</summary>
    internal bool TrySetClock() => life.Do(() =>
    {
        if (!IsJoined || Air.IsCut) return false;
        if (life.Board.Options.TimeServers is { } answering && !TimeServers.Any(answering.Contains)) return false;
        life.Clock.Set((DateTime.UtcNow + life.Board.Options.ClockOffset).Ticks);
        return true;
    });

    internal async Task<IPAddress> ResolveAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var address)) return address;
        await ReachNetworkAsync(cancel).ConfigureAwait(false);
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancel).ConfigureAwait(false);
            return found.Length > 0 ? found[0] : throw new NetworkFault(SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new NetworkFault(e.SocketErrorCode, e);
        }
    }

    /// <summary>A TCP connection that shares the board's fate: it stalls with the air and breaks with the power.</summary>
    internal async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancel)
    {
        await ReachNetworkAsync(cancel).ConfigureAwait(false);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancel).ConfigureAwait(false);
            return BoardStream.Open(life, socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new NetworkFault(e.SocketErrorCode, e);
        }
        catch (Exception e) when (e is OperationCanceledException or PowerLostException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Inside the gate.</summary>
    internal void LoseAir()
    {
        _pending?.Cancel();
        _pending = life.Interrupts.Post(
            () => life.IfPowered(() => { if (Air.IsCut) Become(false); }),
            (long)life.Board.Options.WifiLossNotice.TotalMilliseconds);
    }

    /// <summary>Inside the gate.</summary>
    internal void RegainAir()
    {
        _pending?.Cancel();
        _airBack.Set();
        if (IsJoined || _rejoin is not { } network) return;
        _pending = life.Interrupts.Post(
            () => life.IfPowered(() => { if (Air.Answer(network.Ssid, network.Password) == JoinResult.Joined) Become(true); }),
            (long)life.Board.Options.WifiJoinTime.TotalMilliseconds);
    }

    // While nobody has noticed that the air is silent, a new connection tries in vain; then it fails.
    private async Task ReachNetworkAsync(CancellationToken cancel)
    {
        await Task.WhenAny(Air.WhenOpen, _left.Task).WaitAsync(cancel).ConfigureAwait(false);
        if (!IsJoined || Air.IsCut) throw new NetworkFault(SocketError.NetworkUnreachable);
    }

    private void Become(bool joined)
    {
        if (IsJoined == joined) return;
        IsJoined = joined;
        if (!joined) _left.TrySetResult();
        else if (_left.Task.IsCompleted) _left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (joined && SetsClockOnJoin) TrySetClock();
        life.Board.RaiseWifiChanged(joined);
        if (Changed is { } changed) life.Interrupts.Post(() => changed(joined));
    }
}
