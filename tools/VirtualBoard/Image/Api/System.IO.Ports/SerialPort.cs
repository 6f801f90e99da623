using System.Text;
using Nanofleet.VirtualBoard.Power;
using Nanofleet.VirtualBoard.Serial;

namespace System.IO.Ports;

/// <summary>The board's end of a <see cref="SerialLine"/>. Speed and framing are kept and do not matter.</summary>
public sealed class SerialPort : IDisposable
{
    private readonly BoardLife _life = BoardLife.Current;
    private readonly Threading.EventWaitHandle _arrived = new Threading.EventWaitHandle(false, Threading.EventResetMode.AutoReset);
    private SerialLine _line;

    public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8, StopBits stopBits = StopBits.One)
    {
        PortName = portName;
        BaudRate = baudRate;
        Parity = parity;
        DataBits = dataBits;
        StopBits = stopBits;
    }

    public event SerialDataReceivedEventHandler DataReceived;

    public string PortName { get; }

    public int BaudRate { get; set; }

    public Parity Parity { get; set; }

    public int DataBits { get; set; }

    public StopBits StopBits { get; set; }

    public Handshake Handshake { get; set; }

    public SerialMode Mode { get; set; }

    public int ReadTimeout { get; set; } = Threading.Timeout.Infinite;

    public int WriteTimeout { get; set; } = Threading.Timeout.Infinite;

    public int ReadBufferSize { get; set; } = 256;

    public int WriteBufferSize { get; set; } = 256;

    public string NewLine { get; set; } = "\n";

    public char WatchChar { get; set; }

    public bool IsOpen => _line != null;

    public int BytesToRead => _life.Do(() => Opened().BytesToBoard);

    public static string[] GetPortNames()
    {
        _ = BoardLife.Current;
        return (string[])SerialPorts.Names.Clone();
    }

    public void Open() => _life.Do(() =>
    {
        if (IsOpen) throw new InvalidOperationException($"{PortName} is open.");
        _line = _life.Board.Ports.Line(PortName);
        _line.Arrived = OnArrived;
        if (_line.BytesToBoard > 0) OnArrived();
    });

    public void Close() => _life.Do(() =>
    {
        if (_line != null) _line.Arrived = null;
        _line = null;
    });

    public void Dispose() => Close();

    /// <summary>What is there, at least one byte unless the time-out comes first.</summary>
    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Take(count);
        while (taken.Length == 0 && count > 0)
        {
            if (_life.Wait(new[] { _arrived }, ReadTimeout) != 0) throw new TimeoutException();
            taken = Take(count);
        }
        taken.CopyTo(buffer, offset);
        return taken.Length;
    }

    public int ReadByte()
    {
        var one = new byte[1];
        Read(one, 0, 1);
        return one[0];
    }

    public string ReadExisting() => Encoding.UTF8.GetString(Take(int.MaxValue));

    public string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            line.Append((char)ReadByte());
            if (line.Length >= NewLine.Length && line.ToString(line.Length - NewLine.Length, NewLine.Length) == NewLine)
                return line.ToString(0, line.Length - NewLine.Length);
        }
    }

    public void Write(byte[] buffer, int offset, int count) =>
        _life.Do(() => Opened().PutFromBoard(new ReadOnlySpan<byte>(buffer, offset, count)));

    public void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(bytes, 0, bytes.Length);
    }

    public void WriteByte(byte value) => Write(new[] { value }, 0, 1);

    public void WriteLine(string text) => Write(text + NewLine);

    private byte[] Take(int most) => _life.Do(() => Opened().TakeToBoard(most));

    private SerialLine Opened() => _line ?? throw new InvalidOperationException($"{PortName} is not open.");

    private void OnArrived()
    {
        _arrived.Set();
        if (DataReceived is { } received) _life.Interrupts.Post(() => received(this, new SerialDataReceivedEventArgs(SerialData.Chars)));
    }
}
