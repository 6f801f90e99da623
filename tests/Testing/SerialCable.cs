using System.Runtime.InteropServices;
using System.Text;

namespace Nanofleet.Testing;

/// <summary>A serial cable with both its ends on this machine, a pseudo-terminal: programs open <see cref="Port"/>, a test is the board at the other end.</summary>
public sealed partial class SerialCable : IDisposable
{
    private const int ReadWriteNoTerminal = 0x102; // O_RDWR | O_NOCTTY
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const short Readable = 1; // POLLIN

    private readonly Lock _gate = new();
    private readonly int _descriptor;
    private bool _closed;

    /// <summary>Makes a pair of ends.</summary>
    public SerialCable()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("the constants are Linux's");
        _descriptor = Checked(OpenMaster(ReadWriteNoTerminal | CloseOnExec));
        Checked(Grant(_descriptor));
        Checked(Unlock(_descriptor));
        var name = new byte[128];
        if (Name(_descriptor, name, (nuint)name.Length) != 0) throw new IOException("a pseudo-terminal without a name");
        Port = Encoding.UTF8.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
    }

    /// <summary>What a program opens as its serial port.</summary>
    public string Port { get; }

    /// <summary>Takes what the program has sent; 0 after a while without anything, and while no program has the port open.</summary>
    public int Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            if (_closed) return 0;
            var poll = new PollDescriptor { Descriptor = _descriptor, Events = Readable };
            return Poll(ref poll, 1, 20) > 0 && (poll.Returned & Readable) != 0 ? Math.Max(0, (int)Read(_descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length)) : 0;
        }
    }

    /// <summary>Sends to the program; what is sent while no program has the port open waits for the next one.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            while (!_closed && data.Length > 0) data = data[Checked((int)Write(_descriptor, ref MemoryMarshal.GetReference(data), (nuint)data.Length))..];
        }
    }

    /// <summary>Pulls the cable: a program that has the port open finds it gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_closed) _ = Close(_descriptor);
            _closed = true;
        }
    }

    private static int Checked(int result) => result >= 0 ? result : throw new IOException($"pseudo-terminal: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int Name(int descriptor, [Out] byte[] buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
