using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>A client that behaves: now and then it publishes a message at QoS 1 that comes back to itself, and notes how long that took.</summary>
internal sealed class Correspondent : LoadConnection
{
    private const int PayloadSize = 120;
    private const int AnswerSize = 4;
    private const int StampSize = 8;

    private readonly byte[] _packet;
    private readonly byte[] _received;
    private readonly long _interval;
    private readonly int _deliverySize;
    private int _length;
    private long _next;

    public Correspondent(IPEndPoint server, string name, TimeSpan interval, TimeSpan first)
        : base(server, name)
    {
        Subscribe(name, 0);
        _packet = LoadPacket.Publish(name, PayloadSize, 1, 1);
        _deliverySize = LoadPacket.Publish(name, PayloadSize, 0, 0).Length;
        _received = new byte[256];
        _interval = (long)(interval.TotalSeconds * Stopwatch.Frequency);
        _next = Stopwatch.GetTimestamp() + (long)(first.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>From publish to delivery, in microseconds.</summary>
    public List<double> Latencies { get; } = [];

    public long Sent { get; private set; }

    public bool IsQuiet => Latencies.Count == Sent;

    /// <summary>Begins to count anew.</summary>
    public void Restart()
    {
        Latencies.Clear();
        Sent = 0;
    }

    /// <summary>Publishes when it is time and the last message is through.</summary>
    public void SendWhenDue(long now)
    {
        if (now < _next || !IsQuiet) return;
        _next = now + _interval;
        BinaryPrimitives.WriteInt64LittleEndian(_packet.AsSpan(_packet.Length - StampSize), Stopwatch.GetTimestamp());
        if (Send(_packet) != _packet.Length) throw new IOException("the server does not take a message of a client that sends few");
        Sent++;
    }

    /// <inheritdoc/>
    public override void Fill()
    {
    }

    /// <inheritdoc/>
    protected override void Took(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_received.AsSpan(_length));
        _length += bytes.Length;
        while (_length > 0 && Size() is var size && size <= _length)
        {
            if (size == _deliverySize) Note(BinaryPrimitives.ReadInt64LittleEndian(_received.AsSpan(size - StampSize)));
            _received.AsSpan(size, _length - size).CopyTo(_received);
            _length -= size;
        }
    }

    private int Size() => _received[0] >> 4 == 3 ? _deliverySize : AnswerSize;

    private void Note(long sent) => Latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
}
