using Microsoft.Data.Sqlite;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>A prepared statement with parameters $1, $2, … in this order.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _command.Prepare();
    }

    /// <summary>Returns how many rows it changed.</summary>
    public int Run(SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        return _command.ExecuteNonQuery();
    }

    public SqliteDataReader Query(SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        return _command.ExecuteReader();
    }

    /// <summary>Whether there is a row.</summary>
    public bool Any(SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
    {
        Bind(transaction, values);
        return _command.ExecuteScalar() is not null;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(SqliteTransaction? transaction, ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        for (var at = _command.Parameters.Count; at < values.Length; at++) _command.Parameters.Add(new SqliteParameter { ParameterName = $"${at + 1}" });
        for (var at = 0; at < values.Length; at++) _command.Parameters[at].Value = values[at] ?? DBNull.Value;
    }
}
