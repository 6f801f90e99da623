using Microsoft.Data.Sqlite;

namespace Nanofleet.Gateway.Store;

/// <summary>Tells an outage of the file (locked, full, not writable), which passes, from a bug, which does not.</summary>
internal static class SqliteOutage
{
    public static StoreUnavailableException? Of(Exception e, string path) => e switch
    {
        SqliteException sqlite => Cause(sqlite) is { } cause ? new StoreUnavailableException($"The database {path} {cause}.", e) : null,
        IOException or UnauthorizedAccessException => new StoreUnavailableException($"The database {path} cannot be opened: {e.Message}", e),
        _ => null,
    };

    // Result codes: https://www.sqlite.org/rescode.html
    private static string? Cause(SqliteException e) => e.SqliteErrorCode switch
    {
        3 => "is not accessible: check the owner and the rights of the file",
        5 or 6 => "is locked by another program, and stayed so beyond the time-out",
        8 => "is read-only: check the rights of the file and its directory",
        10 => "could not be read or written: the disk reports an error",
        13 => "could not grow: the disk is full",
        14 => "cannot be opened: check that its directory exists and may be written",
        _ => null,
    };
}
