using System.Net.Sockets;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Load.Generator;

/// <summary>
/// One MQTT 3.1.1 connection without any waiting: dials, says hello, subscribes, and comes back after a pause when it is
/// lost. A loop calls it when its socket is ready or time has passed.
/// </summary>
internal abstract class Link(GeneratorPlan plan, string clientId, Random random) : IDisposable
{
    private const int LongestHelloMs = 10_000;
    private const int ShortestPauseMs = 200;
    private const int LongestPauseMs = 600;
    private const int Connack = 0x20;
    private const int Publish = 0x30;
    private const int Puback = 0x40;
    private const int Suback = 0x90;
    private const int Pingresp = 0xD0;

    private readonly byte[] _connect = LoadPacket.Connect(clientId, 0, plan.User, plan.Password);
    private Socket? _socket;
    private byte[] _left = [];
    private byte[] _output = [];
    private int _outputFrom;
    private long _stepMs;
    private bool _dialled;

    /// <summary>Welcomed and subscribed.</summary>
    public bool IsUp { get; private set; }

    /// <summary>-1 where there is no socket.</summary>
    public int Descriptor => _socket is { } socket ? (int)socket.Handle : -1;

    /// <summary>Waits for the socket to take more.</summary>
    public bool WantsToWrite => _socket is not null && (!_dialled || OutputCount > 0);

    /// <summary>It neither reads nor sends, and does not close.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Bytes that the socket did not take yet.</summary>
    protected int OutputCount { get; private set; }

    /// <summary>What it was told when it could not be connected; null for nothing.</summary>
    public string? Refusal { get; private set; }

    protected GeneratorPlan Plan => plan;

    /// <summary>Dials when it is time to, and gives up a hello that is not answered.</summary>
    public void KeepUp(long nowMs)
    {
        if (IsUp || IsStalled) return;
        if (_socket is null && nowMs >= _stepMs) Dial(nowMs);
        else if (_socket is not null && nowMs >= _stepMs) Lose(nowMs);
    }

    /// <summary>Cuts the connection, as a radio does.</summary>
    public void Lose(long nowMs)
    {
        var wasUp = IsUp;
        _socket?.Dispose();
        _socket = null;
        (IsUp, _left, OutputCount, _outputFrom) = (false, [], 0, 0);
        _stepMs = nowMs + random.Next(ShortestPauseMs, LongestPauseMs);
        if (wasUp) OnLost();
    }

    /// <summary>Takes what has come; the buffer is the loop's.</summary>
    public void Receive(byte[] buffer, long nowMs)
    {
        if (!_dialled && !HasDialled(nowMs)) return;
        while (_socket is { } socket)
        {
            _left.CopyTo(buffer, 0);
            var count = socket.Receive(buffer, _left.Length, buffer.Length - _left.Length, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return;
            if (error != SocketError.Success || count == 0)
            {
                Lose(nowMs);
                return;
            }

            var all = _left.Length + count;
            var read = Read(buffer.AsSpan(0, all), nowMs);
            if (_socket is null) return;
            _left = read == all ? [] : buffer[read..all];
            if (all < buffer.Length) return;
        }
    }

    /// <summary>Sends what waits.</summary>
    public void Flush(long nowMs)
    {
        if (_socket is null || IsStalled || (!_dialled && !HasDialled(nowMs))) return;
        while (OutputCount > 0)
        {
            var count = _socket.Send(_output.AsSpan(_outputFrom, OutputCount), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return;
            if (error != SocketError.Success)
            {
                Lose(nowMs);
                return;
            }

            OutputCount -= count;
            _outputFrom = OutputCount == 0 ? 0 : _outputFrom + count;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    /// <summary>What it subscribes to at QoS 0 when it is connected; empty for nothing.</summary>
    protected virtual IEnumerable<string> Filters => [];

    protected abstract void OnUp();

    protected abstract void OnLost();

    protected abstract void OnPuback(ushort packetId);

    protected virtual void OnPublish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
    }

    protected virtual void OnPong()
    {
    }

    /// <summary>Room for a packet behind those that wait; <see cref="Flush"/> sends it.</summary>
    protected Span<byte> Output(int size)
    {
        if (_outputFrom + OutputCount + size > _output.Length)
        {
            var larger = OutputCount + size > _output.Length ? new byte[Math.Max(OutputCount + size, _output.Length * 2)] : _output;
            _output.AsSpan(_outputFrom, OutputCount).CopyTo(larger);
            (_output, _outputFrom) = (larger, 0);
        }

        var room = _output.AsSpan(_outputFrom + OutputCount, size);
        OutputCount += size;
        return room;
    }

    private void Dial(long nowMs)
    {
        _socket = new Socket(plan.Broker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        (_dialled, _stepMs) = (false, nowMs + LongestHelloMs);
        try
        {
            _socket.Connect(plan.Broker);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }
        catch (SocketException e)
        {
            Refusal = e.Message;
            Lose(nowMs);
        }
    }

    private bool HasDialled(long nowMs)
    {
        var error = (SocketError)(int)_socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success)
        {
            Refusal = new SocketException((int)error).Message;
            Lose(nowMs);
            return false;
        }

        _dialled = true;
        _connect.CopyTo(Output(_connect.Length));
        return true;
    }

    /// <summary>Handles every whole packet and returns how many bytes those were.</summary>
    private int Read(ReadOnlySpan<byte> bytes, long nowMs)
    {
        var at = 0;
        while (_socket is not null && Frame.TryMeasure(bytes[at..], out var head, out var length))
        {
            Handle(bytes[at], bytes.Slice(at + head, length), nowMs);
            at += head + length;
        }

        return at;
    }

    private void Handle(byte first, ReadOnlySpan<byte> body, long nowMs)
    {
        switch (first & 0xF0)
        {
            case Puback: OnPuback((ushort)(body[0] << 8 | body[1])); break;
            case Publish:
                var topicLength = body[0] << 8 | body[1];
                OnPublish(body.Slice(2, topicLength), body[(2 + topicLength)..]); // QoS 0: that is what it subscribed with
                break;
            case Connack when body[1] == 0: Welcomed(); break;
            case Connack:
                Refusal = $"the broker refuses the connection with code {body[1]}{(body[1] is 4 or 5 ? ": user and password are needed or wrong" : "")}";
                Lose(nowMs);
                break;
            case Suback: Up(); break;
            case Pingresp: OnPong(); break;
        }
    }

    private void Welcomed()
    {
        var filters = Filters.ToArray();
        if (filters.Length == 0)
        {
            Up();
            return;
        }

        var subscribe = LoadPacket.Subscribe(filters, 0);
        subscribe.CopyTo(Output(subscribe.Length));
    }

    private void Up()
    {
        (IsUp, Refusal) = (true, null);
        OnUp();
    }
}
