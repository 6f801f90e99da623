using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Nanofleet.Load.Generator;

/// <summary>The simulated boards of one run: what they are called, and how far each has come.</summary>
internal sealed class Fleet
{
    public const int NumberDigits = 6;
    public const int BootLength = 8;
    public const int MostBoards = 999_999;

    private readonly byte[] _numbers;
    private readonly byte[] _boots;
    private readonly PublishTemplate?[] _templates = new PublishTemplate?[20];
    private readonly byte _qos;

    /// <param name="prefix">How all their names begin, for instance <c>load-3f9a-</c>; no other device of the database may begin so.</param>
    public Fleet(string prefix, int count, byte qos, Random random)
    {
        (Prefix, Count, _qos) = (prefix, count, qos);
        StartedMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        _numbers = new byte[count * NumberDigits];
        _boots = new byte[count * BootLength];
        for (var i = 0; i < count; i++)
        {
            Encoding.ASCII.GetBytes(i.ToString("D6", CultureInfo.InvariantCulture), _numbers.AsSpan(i * NumberDigits));
            Encoding.ASCII.GetBytes(((uint)random.NextInt64(1L << 32)).ToString("x8", CultureInfo.InvariantCulture), _boots.AsSpan(i * BootLength));
        }
        Taken = new long[count];
        Acked = [.. Enumerable.Range(0, count).Select(_ => new MessageSet())];
    }

    public string Prefix { get; }

    public int Count { get; }

    /// <summary>When the boards were switched on.</summary>
    public long StartedMs { get; }

    /// <summary>By board: the highest sequence number that was sent.</summary>
    public long[] Taken { get; }

    /// <summary>By board: what the broker has acknowledged.</summary>
    public MessageSet[] Acked { get; }

    /// <summary>When the messages of the first board were due, in the order of their numbers; only kept where somebody follows it.</summary>
    public ConcurrentQueue<long> FirstBoardSince { get; } = new();

    /// <summary>Somebody takes from <see cref="FirstBoardSince"/>.</summary>
    public bool IsFollowed { get; init; }

    public string Id(int board) => Prefix + board.ToString("D6", CultureInfo.InvariantCulture);

    public string Boot(int board) => Encoding.ASCII.GetString(BootBytes(board));

    /// <summary>The number of the board with this name; null when it is none of these.</summary>
    public int? Find(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var board) && board < Count ? board : null;

    /// <summary>How many bytes the message with this number is.</summary>
    public int SizeOf(long seq) => Template(seq).Size;

    public void Write(Span<byte> to, int board, long seq, ReadOnlySpan<byte> time, long takenMs, ushort packetId, bool again) =>
        Template(seq).Write(to, _numbers.AsSpan(board * NumberDigits, NumberDigits), BootBytes(board), seq, time, takenMs - StartedMs, packetId, again);

    private ReadOnlySpan<byte> BootBytes(int board) => _boots.AsSpan(board * BootLength, BootLength);

    private PublishTemplate Template(long seq)
    {
        var digits = 1;
        for (var rest = seq; rest >= 10; rest /= 10) digits++;
        return _templates[digits] ??= new PublishTemplate(Prefix, digits, _qos);
    }
}
