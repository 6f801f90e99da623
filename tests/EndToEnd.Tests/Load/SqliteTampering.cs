using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Nanofleet.EndToEnd.Tests.Load;

/// <summary>A database that does what a broken store would do.</summary>
internal static class SqliteTampering
{
    /// <summary>From now on a reading with the one value is thrown away after it was stored, and one with the other value stored again.</summary>
    public static void LoseAndDouble(string file, double lost, double twice)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture,
            $"""
            CREATE TRIGGER lose AFTER INSERT ON readings WHEN NEW.value = {lost} BEGIN DELETE FROM readings WHERE rowid = NEW.rowid; END;
            CREATE TRIGGER twice AFTER INSERT ON readings WHEN NEW.value = {twice} BEGIN
                INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms)
                VALUES (NEW.time_ms, NEW.device_key, NEW.sensor_key, NEW.value, NEW.quality, NEW.arrival_ms);
            END;
            """);
        command.ExecuteNonQuery();
    }
}
