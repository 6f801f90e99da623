using System.Text;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Load.Generator;

/// <summary>
/// A PUBLISH as a board sends it, for sequence numbers with so many digits. A message is a copy of it with a few bytes
/// written over: nothing is encoded and nothing allocated per message.
/// </summary>
internal sealed class PublishTemplate
{
    private const byte Duplicate = 0x08;
    private const int UptimeDigits = 8;

    /// <summary>So that uptimes of a run of a day have the same number of digits.</summary>
    private const long UptimeBase = 10_000_000;

    private readonly byte[] _packet;
    private readonly byte _qos;
    private readonly int _digits;
    private readonly int _boardAt;
    private readonly int _identifierAt;
    private readonly int _bootAt;
    private readonly int _timeAt;
    private readonly int _uptimeAt;
    private readonly int[] _seqsAt;

    public PublishTemplate(string prefix, int digits, byte qos)
    {
        (_qos, _digits) = (qos, digits);
        var (board, boot, seq) = (new string('B', Fleet.NumberDigits), new string('O', Fleet.BootLength), new string('S', digits));
        var (time, uptime) = (new string('T', TimeText.Length), new string('U', UptimeDigits));
        var sensors = Sensors.All.Select(sensor => $$"""{"sensor_name":"{{sensor.Name}}","value":{{seq}}{{sensor.Fraction}},"unit":"{{sensor.Unit}}"}""");
        var payload = $$"""{"boot":"{{boot}}","seq":{{seq}},"timestamp":"{{time}}","time_quality":"sntp","uptime_ms":{{uptime}},"sensors":[{{string.Join(',', sensors)}}]}""";
        var topic = $"devices/{prefix}{board}/data";
        _packet = LoadPacket.Publish(topic, Encoding.UTF8.GetBytes(payload), qos, 0);
        _boardAt = Find(board, 0);
        _identifierAt = _boardAt + board.Length + "/data".Length;
        _bootAt = Find(boot, _identifierAt);
        _timeAt = Find(time, _bootAt);
        _uptimeAt = Find(uptime, _timeAt);
        _seqsAt = new int[1 + Sensors.All.Count];
        for (var (i, at) = (0, _bootAt); i < _seqsAt.Length; i++, at += digits) _seqsAt[i] = at = Find(seq, at);
    }

    public int Size => _packet.Length;

    /// <summary>Writes one message, <see cref="Size"/> bytes.</summary>
    /// <param name="number">The board's number as its name ends with.</param>
    /// <param name="seq">With as many digits as the template was made for.</param>
    /// <param name="uptimeMs">At most a day.</param>
    public void Write(Span<byte> to, ReadOnlySpan<byte> number, ReadOnlySpan<byte> boot, long seq, ReadOnlySpan<byte> time, long uptimeMs, ushort packetId, bool again)
    {
        _packet.CopyTo(to);
        number.CopyTo(to[_boardAt..]);
        boot.CopyTo(to[_bootAt..]);
        time.CopyTo(to[_timeAt..]);
        WriteDigits(to.Slice(_uptimeAt, UptimeDigits), UptimeBase + uptimeMs);
        WriteDigits(to.Slice(_seqsAt[0], _digits), seq);
        var digits = to.Slice(_seqsAt[0], _digits);
        for (var i = 1; i < _seqsAt.Length; i++) digits.CopyTo(to[_seqsAt[i]..]);
        if (_qos == 0) return;
        to[_identifierAt] = (byte)(packetId >> 8);
        to[_identifierAt + 1] = (byte)packetId;
        if (again) to[0] |= Duplicate;
    }

    private static void WriteDigits(Span<byte> to, long number)
    {
        for (var i = to.Length - 1; i >= 0; i--, number /= 10) to[i] = (byte)('0' + number % 10);
    }

    private int Find(string mark, int from) => from + _packet.AsSpan(from).IndexOf(Encoding.ASCII.GetBytes(mark));
}
