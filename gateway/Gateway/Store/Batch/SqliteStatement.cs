using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// A prepared statement with parameters $1, $2, … whose values come in this order. What runs once for every reading goes straight to SQLite:
/// the layer of ADO.NET would take several times as long as the database and allocate for every value.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _sql;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places; // SQLite counts parameters as it meets them in the text
    private SqliteCommand? _query;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        (_connection, _sql) = (connection, sql);
        Check(raw.sqlite3_prepare_v2(connection.Handle!, sql, out _statement));
        _places = [.. Enumerable.Range(1, raw.sqlite3_bind_parameter_count(_statement)).Select(number => raw.sqlite3_bind_parameter_index(_statement, $"${number}"))];
    }

    /// <summary>Returns how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<SqlValue> values)
    {
        Step(values);
        return raw.sqlite3_changes(_connection.Handle!);
    }

    /// <summary>Whether there is a row.</summary>
    public bool Any(params ReadOnlySpan<SqlValue> values) => Step(values) == raw.SQLITE_ROW;

    public SqliteDataReader Query(SqliteTransaction? transaction, params ReadOnlySpan<SqlValue> values)
    {
        if (_query is null)
        {
            _query = _connection.CreateCommand();
            _query.CommandText = _sql;
            for (var at = 0; at < values.Length; at++) _query.Parameters.Add(new SqliteParameter { ParameterName = $"${at + 1}" });
        }

        _query.Transaction = transaction;
        for (var at = 0; at < values.Length; at++) _query.Parameters[at].Value = values[at].ToObject();
        return _query.ExecuteReader();
    }

    public void Dispose()
    {
        _query?.Dispose();
        _statement.Dispose();
    }

    private int Step(ReadOnlySpan<SqlValue> values)
    {
        for (var at = 0; at < values.Length; at++) Check(values[at].Bind(_statement, _places[at]));
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement); // ready for the next, also after an error, whose text stays
        Check(result);
        return result;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);
}
