using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nanofleet.Gateway.Files;

/// <summary>Brings the names in a folder to the disk: a new file may otherwise be gone after a power cut, however well its content was synchronised.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Throws an IOException where the disk refuses. Windows has no such call and needs none.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new SafeFileHandle(Open(path, ReadOnly), ownsHandle: true);
        if (folder.IsInvalid || Sync(folder) != 0) throw new IOException($"the folder {path} cannot be synchronised: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(SafeFileHandle file);
}
