using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Testing.Network;

/// <summary>
/// A TCP proxy on a free loopback port that does to connections what networks do to them: each can be ended, reset, torn
/// after so many bytes or made half-open; all can be slowed down; and what new ones meet can be chosen. It notes when each
/// attempt came.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<ProxiedConnection, byte> _connections = new();
    private readonly ConcurrentQueue<long> _attempts = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly EndPoint _target;
    private readonly Task _accepting;

    /// <param name="targetPort">Of the server, on loopback.</param>
    /// <param name="backlog">Attempts that may wait to be accepted.</param>
    public FaultyProxy(int targetPort, int backlog = 512)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(backlog);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What a new connection meets.</summary>
    public Welcome Welcome { get; set; }

    /// <summary>How long bytes take through the proxy, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Those that still carry something.</summary>
    public IReadOnlyList<ProxiedConnection> Connections => [.. _connections.Keys.Where(connection => !connection.IsHalfOpen)];

    /// <summary>When each connection was asked for, as <see cref="Stopwatch.GetTimestamp"/> gives it.</summary>
    public IReadOnlyCollection<long> Attempts => _attempts;

    /// <summary>Every connection ends with a reset.</summary>
    public void ResetAll()
    {
        foreach (var connection in _connections.Keys) connection.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _accepting;
        ResetAll();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var near = await _listener.AcceptAsync(_ended.Token);
                _attempts.Enqueue(Stopwatch.GetTimestamp());
                if (Welcome == Welcome.Reset) near.Close(0);
                else _ = CarryAsync(near);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The one that asked is gone again, or the proxy is.
            }
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var connection = new ProxiedConnection(near, () => Delay);
        _connections.TryAdd(connection, 0);
        if (Welcome == Welcome.Swallow) connection.MakeHalfOpen();
        await connection.RunAsync(_target);
        _connections.TryRemove(connection, out _);
    }
}
