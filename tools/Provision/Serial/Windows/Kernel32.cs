using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nanofleet.Provision.Serial.Windows;

/// <summary>The few calls of the Win32 API, with their structures as winbase.h has them.</summary>
internal static unsafe partial class Kernel32
{
    public const int FileNotFound = 2; // ERROR_FILE_NOT_FOUND
    public const int PathNotFound = 3; // ERROR_PATH_NOT_FOUND
    public const int AccessDenied = 5; // ERROR_ACCESS_DENIED: of a port, that another program has it
    public const int SharingViolation = 32; // ERROR_SHARING_VIOLATION
    public const uint ReadAndWrite = 0xC000_0000; // GENERIC_READ | GENERIC_WRITE
    public const uint OpenExisting = 3; // OPEN_EXISTING

    // Bits of DCB.Flags: fBinary, fDtrControl = DTR_CONTROL_ENABLE (2 bits at 4), fRtsControl = RTS_CONTROL_ENABLE (2 bits at 12).
    public const uint BinaryWithBothLinesUp = 1 | (1 << 4) | (1 << 12);

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint attributes, nint template);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetCommState(SafeFileHandle port, ref Dcb state);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetCommState(SafeFileHandle port, ref Dcb state);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetCommTimeouts(SafeFileHandle port, ref CommTimeouts timeouts);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ReadFile(SafeFileHandle port, byte* buffer, uint count, out uint done, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool WriteFile(SafeFileHandle port, byte* buffer, uint count, out uint done, nint overlapped);

    [StructLayout(LayoutKind.Sequential)]
    public struct Dcb
    {
        public uint Length;
        public uint BaudRate;
        public uint Flags;
        public ushort Reserved;
        public ushort XonLimit;
        public ushort XoffLimit;
        public byte ByteSize;
        public byte Parity;
        public byte StopBits;
        public byte XonChar;
        public byte XoffChar;
        public byte ErrorChar;
        public byte EofChar;
        public byte EventChar;
        public ushort Reserved1;
    }

    /// <summary>Milliseconds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CommTimeouts
    {
        public uint ReadInterval;
        public uint ReadTotalMultiplier;
        public uint ReadTotalConstant;
        public uint WriteTotalMultiplier;
        public uint WriteTotalConstant;
    }
}
