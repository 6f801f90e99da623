using System.Net;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>Counts what it is sent, of one topic and one size, and acknowledges it at QoS 1.</summary>
internal sealed class Subscriber : LoadConnection
{
    private const int AnswerSize = 4;

    private readonly byte[] _packet;
    private readonly int _identifierAt;
    private readonly byte _qos;
    private byte[] _answers = new byte[4096];
    private int _answersLength;
    private int _packetLength;
    private long _bytes;

    public Subscriber(IPEndPoint server, string clientId, string filter, string topic, byte qos, int payloadSize)
        : base(server, clientId)
    {
        _qos = qos;
        _packet = LoadPacket.Publish(topic, payloadSize, qos, 1);
        _identifierAt = _packet.AsSpan().IndexOf(LoadPacket.Text(topic)) + 2 + topic.Length;
        Subscribe(filter, qos);
    }

    /// <summary>Messages that came in whole.</summary>
    public long Received => _bytes / _packet.Length;

    /// <inheritdoc/>
    public override void Fill()
    {
        if (_answersLength == 0) return;
        var sent = Send(_answers.AsSpan(0, _answersLength));
        _answers.AsSpan(sent, _answersLength - sent).CopyTo(_answers);
        _answersLength -= sent;
        WantsToWrite = _answersLength > 0;
    }

    /// <inheritdoc/>
    protected override void Took(ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        if (_qos == 0) return;
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, _packet.Length - _packetLength);
            bytes[..count].CopyTo(_packet.AsSpan(_packetLength));
            bytes = bytes[count..];
            _packetLength += count;
            if (_packetLength == _packet.Length) Acknowledge();
        }
    }

    private void Acknowledge()
    {
        _packetLength = 0;
        if (_answers.Length - _answersLength < AnswerSize) Array.Resize(ref _answers, _answers.Length * 2);
        _answers[_answersLength] = 0x40;
        _answers[_answersLength + 1] = 2;
        _packet.AsSpan(_identifierAt, 2).CopyTo(_answers.AsSpan(_answersLength + 2));
        _answersLength += AnswerSize;
    }
}
