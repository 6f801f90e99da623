using System.Text;

namespace Nanofleet.VirtualBoard;

/// <summary>The lines that the firmware printed, the last ones kept across lives.</summary>
public sealed class BoardConsole
{
    // A firmware that never ends its line must not grow the host.
    private const int LongestLine = 4096;

    private readonly Board _board;
    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _open = new();

    internal BoardConsole(Board board) => _board = board;

    public event Action<Board, string>? LineWritten;

    /// <summary>The kept lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_board.Gate) return [.. _lines]; }
    }

    /// <summary>Called inside the gate.</summary>
    internal void Write(string? text)
    {
        foreach (var c in text ?? "")
        {
            if (c == '\n' || _open.Length == LongestLine) EndLine();
            if (c is not ('\n' or '\r')) _open.Append(c);
        }
    }

    internal void WriteLine(string? text) => Write(text + "\n");

    private void EndLine()
    {
        var line = _open.ToString();
        _open.Clear();
        _lines.Enqueue(line);
        while (_lines.Count > _board.Options.ConsoleLines) _lines.Dequeue();
        LineWritten?.Invoke(_board, line);
    }
}
