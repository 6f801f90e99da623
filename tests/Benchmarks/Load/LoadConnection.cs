using System.Net;
using System.Net.Sockets;
using System.Text;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>One MQTT 3.1.1 connection of the generator: said hello in blocking mode, then driven by a <see cref="LoadLoop"/>.</summary>
internal abstract class LoadConnection : IDisposable
{
    private readonly Socket _socket;

    protected LoadConnection(IPEndPoint server, string clientId, ushort keepAliveSeconds = 0, IPAddress? from = null)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null) _socket.Bind(new IPEndPoint(from, 0));
        _socket.Connect(server);
        _socket.Send(LoadPacket.Connect(clientId, keepAliveSeconds));
        Expect([0x20, 2, 0, 0], $"a CONNACK that accepts {clientId}");
    }

    public int Descriptor => (int)_socket.Handle;

    /// <summary>It could not send all that it wanted to.</summary>
    public bool WantsToWrite { get; protected set; }

    /// <summary>Ends the blocking part.</summary>
    public void Begin() => _socket.Blocking = false;

    public void Subscribe(string filter, byte qos)
    {
        _socket.Send(LoadPacket.Subscribe(filter, qos));
        Expect([0x90, 3, 0, 1, qos], $"a SUBACK for {filter}");
    }

    /// <summary>Sends what its rules allow.</summary>
    public abstract void Fill();

    /// <summary>Takes what has come.</summary>
    public void Drain(byte[] buffer)
    {
        while (true)
        {
            var count = _socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock) return;
            if (error != SocketError.Success || count == 0) throw new IOException($"the server ended a connection: {error}");
            Took(buffer.AsSpan(0, count));
            if (count < buffer.Length) return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    protected abstract void Took(ReadOnlySpan<byte> bytes);

    /// <summary>Sends what the socket takes at once and returns how much that was.</summary>
    protected int Send(ReadOnlySpan<byte> bytes)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return 0;
        return error == SocketError.Success ? count : throw new IOException($"the server ended a connection: {error}");
    }

    private void Expect(byte[] expected, string what)
    {
        var got = new byte[expected.Length];
        for (var length = 0; length < got.Length;)
        {
            var count = _socket.Receive(got.AsSpan(length));
            if (count == 0) throw new IOException($"the server closed the connection instead of {what}");
            length += count;
        }
        if (!got.AsSpan().SequenceEqual(expected)) throw new IOException($"the server sent {Convert.ToHexString(got)} instead of {what}");
    }
}
