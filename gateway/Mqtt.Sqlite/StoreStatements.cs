using Microsoft.Data.Sqlite;

namespace Nanofleet.Mqtt.Sqlite;

/// <summary>The prepared statements of one connection. Messages, the only large values, have a table by row number; the rest lies in the order of its keys.</summary>
internal sealed class StoreStatements : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS message (number INTEGER PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS entry (
            kind INTEGER NOT NULL, owner INTEGER NOT NULL, number INTEGER NOT NULL, value BLOB NOT NULL,
            PRIMARY KEY (kind, owner, number)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Statement _putMessage;
    private readonly Statement _removeMessage;
    private readonly Statement _putEntry;
    private readonly Statement _removeEntry;

    public StoreStatements(SqliteConnection connection)
    {
        _connection = connection;
        _putMessage = new Statement(connection, "INSERT OR REPLACE INTO message (number, value) VALUES (?1, ?2)");
        _removeMessage = new Statement(connection, "DELETE FROM message WHERE number = ?1");
        _putEntry = new Statement(connection, "INSERT OR REPLACE INTO entry (kind, owner, number, value) VALUES (?1, ?2, ?3, ?4)");
        _removeEntry = new Statement(connection, "DELETE FROM entry WHERE kind = ?1 AND owner = ?2 AND number = ?3");
    }

    public void Commit(IReadOnlyList<MqttStoreEntry> changes)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        for (var i = 0; i < changes.Count; i++) Apply(changes[i]);
        transaction.Commit();
    }

    public IEnumerable<MqttStoreEntry> ReadMessages()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT number, value FROM message";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return new MqttStoreEntry(new MqttStoreKey(MqttStoreKind.Message, 0, reader.GetInt64(0)), reader.GetFieldValue<byte[]>(1));
    }

    public IEnumerable<MqttStoreEntry> ReadEntries()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT kind, owner, number, value FROM entry";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = new MqttStoreKey((MqttStoreKind)reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
            yield return new MqttStoreEntry(key, reader.GetFieldValue<byte[]>(3));
        }
    }

    public void Dispose()
    {
        _putMessage.Dispose();
        _removeMessage.Dispose();
        _putEntry.Dispose();
        _removeEntry.Dispose();
    }

    private void Apply(in MqttStoreEntry change)
    {
        var (kind, owner, number) = change.Key;
        if (change.Value is { } value)
        {
            if (kind == MqttStoreKind.Message) _putMessage.Bind(1, number).Bind(2, value.Span).Run();
            else _putEntry.Bind(1, (long)kind).Bind(2, owner).Bind(3, number).Bind(4, value.Span).Run();
        }
        else if (kind == MqttStoreKind.Message)
        {
            _removeMessage.Bind(1, number).Run();
        }
        else
        {
            _removeEntry.Bind(1, (long)kind).Bind(2, owner).Bind(3, number).Run();
        }
    }
}
