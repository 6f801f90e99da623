using System.Runtime.InteropServices;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// SQLite's functions that run for every value of every reading, from the library that SQLitePCL.raw brings along for every platform. A
/// value is bound in a few nanoseconds: no handle is counted and the collector is not told, since none of these waits for anything.
/// </summary>
internal static unsafe partial class SqliteNative
{
    private const string Library = "e_sqlite3";
    private const nint Copy = -1; // SQLITE_TRANSIENT: what is bound may go at once

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    public static partial int Bind(nint statement, int parameter, long value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double")]
    public static partial int Bind(nint statement, int parameter, double value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    public static partial int BindNull(nint statement, int parameter);

    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* at = utf8) return BindText(statement, parameter, at is null ? (byte*)1 : at, utf8.Length, Copy); // a null pointer would be NULL, not ''
    }

    public static int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes) return BindBlob(statement, parameter, at is null ? (byte*)1 : at, bytes.Length, Copy);
    }

    /// <summary>May wait for the disk.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static partial int BindText(nint statement, int parameter, byte* text, int bytes, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int parameter, byte* content, int bytes, nint destructor);
}
