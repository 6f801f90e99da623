using System.Text;

namespace Nanofleet.VirtualBoard.Serial;

/// <summary>The cable at a serial port of a board: the host's end of it. What nobody has read is kept, within a limit.</summary>
public sealed class SerialLine
{
    // A UART drops what does not fit; the cable of a fleet of boards must not grow either.
    private const int Capacity = 64 * 1024;

    private readonly Board _board;
    private readonly Queue<byte> _toBoard = new();
    private readonly Queue<byte> _fromBoard = new();

    internal SerialLine(Board board) => _board = board;

    /// <summary>The board sent something; raised inside the board's gate.</summary>
    public event Action<SerialLine>? Received;

    /// <summary>Sends to the board.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        lock (_board.Gate)
        {
            Put(_toBoard, data);
            Arrived?.Invoke();
        }
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Takes all that the board has sent so far.</summary>
    public byte[] Read()
    {
        lock (_board.Gate) return Take(_fromBoard, int.MaxValue);
    }

    /// <summary>The open port's signal that bytes have come; inside the gate.</summary>
    internal Action? Arrived { get; set; }

    internal int BytesToBoard => _toBoard.Count;

    internal byte[] TakeToBoard(int most) => Take(_toBoard, most);

    internal void PutFromBoard(ReadOnlySpan<byte> data)
    {
        Put(_fromBoard, data);
        Received?.Invoke(this);
    }

    private static void Put(Queue<byte> queue, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
        {
            if (queue.Count == Capacity) return;
            queue.Enqueue(b);
        }
    }

    private static byte[] Take(Queue<byte> queue, int most)
    {
        var taken = new byte[Math.Min(queue.Count, most)];
        for (var i = 0; i < taken.Length; i++) taken[i] = queue.Dequeue();
        return taken;
    }
}
