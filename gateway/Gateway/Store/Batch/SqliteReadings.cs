using Microsoft.Data.Sqlite;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// Adds readings to the table, many with each statement: SQLite then opens table and index once for all of them. The hot path of the hot
/// path; nothing is allocated.
/// </summary>
internal sealed class SqliteReadings(SqliteConnection connection) : IDisposable
{
    /// <summary>From here on more make no difference.</summary>
    private const int Many = 32;

    private const int Columns = 6;

    private readonly SqliteStatement _many = Insert(connection, Many);
    private readonly SqliteStatement _one = Insert(connection, 1);

    public void Add(ReadOnlySpan<NewReading> readings)
    {
        for (; readings.Length >= Many; readings = readings[Many..]) Run(_many, readings[..Many]);
        for (; readings.Length > 0; readings = readings[1..]) Run(_one, readings[..1]);
    }

    public void Dispose()
    {
        _many.Dispose();
        _one.Dispose();
    }

    private static SqliteStatement Insert(SqliteConnection connection, int rows) =>
        new(connection, "INSERT INTO readings (time_ms, device_key, sensor_key, value, quality, arrival_ms) VALUES " + string.Join(", ", Enumerable.Repeat("(?, ?, ?, ?, ?, ?)", rows)));

    private static void Run(SqliteStatement statement, ReadOnlySpan<NewReading> readings)
    {
        var first = 1;
        foreach (ref readonly var reading in readings)
        {
            statement.Bind(first, reading.Place.TimeMs);
            statement.Bind(first + 1, reading.Place.DeviceKey);
            statement.Bind(first + 2, reading.Place.SensorKey);
            statement.Bind(first + 3, reading.Value);
            statement.Bind(first + 4, (long)reading.Quality);
            statement.Bind(first + 5, reading.ArrivalMs);
            first += Columns;
        }

        statement.Run();
    }
}
