using System.Runtime.InteropServices;

namespace Nanofleet.VirtualBoard.Serial;

/// <summary>
/// Gives a board's serial line a path on this machine, such as /dev/pts/5, that any program opens like the port of a real one.
/// What nobody reads is lost, as on a real cable. Disposing pulls the cable. Linux and macOS.
/// </summary>
public sealed class PseudoTerminal : IDisposable
{
    private const int LookAgainMs = 50;

    private static readonly Lock Names = new();

    private readonly SerialLine _line;
    private readonly int _descriptor;
    private readonly Thread _reader;
    private readonly CancellationTokenSource _pulled = new();

    private PseudoTerminal(SerialLine line, int descriptor, string path)
    {
        _line = line;
        _descriptor = descriptor;
        Path = path;
        _reader = new Thread(ReadAll) { IsBackground = true, Name = path };
    }

    /// <summary>Of the end that a program opens.</summary>
    public string Path { get; }

    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    /// <exception cref="IOException">This machine has no more of them.</exception>
    public static PseudoTerminal Attach(SerialLine line)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Windows has no pseudo-terminals that a program opens like a serial port.");
        var descriptor = Checked(Terminals.Open(Terminals.OpenFlags), "posix_openpt");
        Checked(Terminals.Grant(descriptor), "grantpt");
        Checked(Terminals.Unlock(descriptor), "unlockpt");
        MakeRaw(descriptor);
        string path;
        lock (Names) path = Marshal.PtrToStringUTF8(Terminals.Name(descriptor)) ?? throw new IOException("ptsname failed.");
        var terminal = new PseudoTerminal(line, descriptor, path);
        line.Received += terminal.OnReceived;
        terminal._reader.Start();
        return terminal;
    }

    public void Dispose()
    {
        if (_pulled.IsCancellationRequested) return;
        _line.Received -= OnReceived;
        _pulled.Cancel();
        _reader.Join();
        _ = Terminals.Close(_descriptor);
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    // So that nothing is echoed before the other side has set its end up. Where the system refuses that, the other side's word counts alone.
    private static unsafe void MakeRaw(int descriptor)
    {
        var termios = stackalloc byte[Terminals.TermiosRoom];
        if (Terminals.GetTerminal(descriptor, termios) != 0) return;
        Terminals.MakeRaw(termios);
        _ = Terminals.SetTerminal(descriptor, 0, termios);
    }

    private unsafe void ReadAll()
    {
        var buffer = new byte[1024];
        while (!_pulled.IsCancellationRequested)
        {
            var awaited = new Terminals.Awaited { Descriptor = _descriptor, Wanted = Terminals.CanRead };
            _ = Terminals.Poll(&awaited, 1, LookAgainMs);
            nint read = 0;
            if ((awaited.Found & Terminals.CanRead) != 0)
                fixed (byte* into = buffer) read = Terminals.Read(_descriptor, into, (nuint)buffer.Length);
            if (read > 0) _line.Write(buffer.AsSpan(0, (int)read));
            else if ((awaited.Found & Terminals.HungUp) != 0) _pulled.Token.WaitHandle.WaitOne(LookAgainMs); // nobody has it open
        }
    }

    // Inside the board's gate, so it must not wait: what does not fit is lost.
    private unsafe void OnReceived(SerialLine line)
    {
        var bytes = line.Read();
        fixed (byte* from = bytes) _ = Terminals.Write(_descriptor, from, (nuint)bytes.Length);
    }
}
