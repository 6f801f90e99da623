using System.Runtime.InteropServices;

namespace Nanofleet.VirtualBoard.Serial;

/// <summary>The calls of libc that make a pseudo-terminal, the same on Linux and macOS but for two numbers.</summary>
internal static unsafe partial class Terminals
{
    public const int ReadWrite = 2; // O_RDWR
    public const short CanRead = 1; // POLLIN
    public const short HungUp = 16; // POLLHUP
    public const int TermiosRoom = 128; // larger than either struct termios

    /// <summary>O_NOCTTY and O_NONBLOCK.</summary>
    public static int OpenFlags => ReadWrite | (OperatingSystem.IsMacOS() ? 0x2_0000 | 0x4 : 0x100 | 0x800);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial int Open(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    public static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int Unlock(int descriptor);

    /// <summary>Its answer lies in memory that the next call overwrites.</summary>
    [LibraryImport("libc", EntryPoint = "ptsname", SetLastError = true)]
    public static partial nint Name(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static partial int GetTerminal(int descriptor, byte* termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static partial int SetTerminal(int descriptor, int when, byte* termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(byte* termios);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Awaited* descriptors, uint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Awaited
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
