using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// A prepared statement with parameters $1, $2, … whose values come in this order, in whatever transaction its connection has. It goes
/// straight to SQLite: the layer of ADO.NET would take several times as long as the database and allocate for every value.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _owner;
    private readonly nint _statement; // lives as long as its owner
    private readonly int[] _places; // SQLite counts parameters as it meets them in the text

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection.Handle!, sql, out _owner));
        _statement = _owner.DangerousGetHandle();
        _places = [.. Enumerable.Range(1, raw.sqlite3_bind_parameter_count(_owner)).Select(number => raw.sqlite3_bind_parameter_index(_owner, $"${number}"))];
    }

    /// <summary>Returns how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        Run();
        return raw.sqlite3_changes(_connection.Handle!);
    }

    /// <summary>Runs it with the values that are bound.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            SqliteNative.Reset(_statement); // ready for the next
        }
    }

    /// <summary>What it finds in its first row; null where there is none.</summary>
    public T? First<T>(Func<SqliteRow, T> read, params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        try
        {
            return Step() ? read(new SqliteRow(_owner)) : default;
        }
        finally
        {
            SqliteNative.Reset(_statement);
        }
    }

    /// <summary>Whether there is a row.</summary>
    public bool Any(params ReadOnlySpan<SqlValue> values) => First(_ => true, values);

    /// <summary>A parameter as it is counted in a text with ? only.</summary>
    public void Bind(int parameter, long value) => Check(SqliteNative.Bind(_statement, parameter, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int parameter, double value) => Check(SqliteNative.Bind(_statement, parameter, value));

    public void Dispose() => _owner.Dispose();

    private void Bind(ReadOnlySpan<SqlValue> values)
    {
        for (var at = 0; at < values.Length; at++) Check(values[at].Bind(_statement, _places[at]));
    }

    private bool Step()
    {
        var result = SqliteNative.Step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE)) Check(result);
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }
}
