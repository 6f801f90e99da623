using System.Net;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Load;

/// <summary>
/// Publishes as fast as it may: QoS 1 up to a window of unanswered messages, QoS 0 as fast as the socket takes them. All
/// packets of a window are encoded once, one behind the other, and sent round and round.
/// </summary>
internal sealed class Publisher : LoadConnection
{
    private const int AnswerSize = 4;
    private const int QoS0Packets = 500;
    private const int LargestSend = 64 * 1024;

    private readonly byte[] _packets;
    private readonly int _packetSize;
    private readonly byte _qos;
    private readonly int _window;
    private long _sentBytes;
    private long _answerBytes;
    private bool _pinged;

    public Publisher(IPEndPoint server, string clientId, string topic, byte qos, int window, int payloadSize = 120)
        : base(server, clientId)
    {
        _qos = qos;
        _window = window;
        var count = qos == 0 ? QoS0Packets : window;
        _packets = [.. Enumerable.Range(1, count).SelectMany(id => LoadPacket.Publish(topic, payloadSize, qos, (ushort)id))];
        _packetSize = _packets.Length / count;
    }

    /// <summary>Asked before messages are begun: false while too many are under way elsewhere.</summary>
    public Func<bool>? Gate { get; init; }

    /// <summary>No new message is begun.</summary>
    public bool Stopping { get; set; }

    /// <summary>Messages sent in whole.</summary>
    public long Sent => _sentBytes / _packetSize;

    /// <summary>QoS 1: messages answered.</summary>
    public long Answered => _qos == 0 ? 0 : _answerBytes / AnswerSize;

    /// <summary>Stopping, and all that was sent is answered; at QoS 0 by the answer to a ping behind it.</summary>
    public bool IsFinished => Stopping && (_qos == 0 ? _pinged && _answerBytes > 0 : _sentBytes == Answered * _packetSize);

    /// <summary>Takes up publishing again.</summary>
    public void Restart()
    {
        (_sentBytes, _answerBytes, _pinged, Stopping) = (0, 0, false, false);
        WantsToWrite = false;
    }

    /// <inheritdoc/>
    public override void Fill()
    {
        var target = Target();
        if (target - _sentBytes < Math.Min(_window / 4, target) * (long)_packetSize && !Stopping && _qos != 0 && _window > 4) return; // few at a time cost a system call each
        while (_sentBytes < target)
        {
            var at = (int)(_sentBytes % _packets.Length);
            var length = (int)Math.Min(Math.Min(target - _sentBytes, _packets.Length - at), LargestSend);
            var taken = Send(_packets.AsSpan(at, length));
            _sentBytes += taken;
            if (taken < length || _qos == 0) break;
        }
        WantsToWrite = _sentBytes < target;
        if (!WantsToWrite && Stopping && _qos == 0 && !_pinged) WantsToWrite = !(_pinged = Send(LoadPacket.PingRequest) == 2);
    }

    /// <inheritdoc/>
    protected override void Took(ReadOnlySpan<byte> bytes) => _answerBytes += bytes.Length;

    /// <summary>How many bytes may have been sent in all by now.</summary>
    private long Target()
    {
        if (Stopping || Gate is { } gate && !gate()) return (_sentBytes + _packetSize - 1) / _packetSize * _packetSize;
        return _qos == 0 ? long.MaxValue : (Answered + _window) * _packetSize;
    }
}
