using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>What the database says, read without the gateway's code.</summary>
internal sealed class LedgerTable
{
    private LedgerTable(Dictionary<(string Device, string Boot), LedgerEntry> entries, Dictionary<string, long> rows, Dictionary<string, long> values) =>
        (Entries, Rows, Values) = (entries, rows, values);

    public IReadOnlyDictionary<(string Device, string Boot), LedgerEntry> Entries { get; }

    /// <summary>Rows of the one sensor that every sampling has, by device; also those that still wait for their board to know the time.</summary>
    public IReadOnlyDictionary<string, long> Rows { get; }

    /// <summary>Different values among those rows.</summary>
    public IReadOnlyDictionary<string, long> Values { get; }

    public static LedgerTable Read(string file, string sensor)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        return Read(connection, sensor);
    }

    public static LedgerTable Read(DbConnection connection, string sensor)
    {
        connection.Open();
        var entries = new Dictionary<(string, string), LedgerEntry>();
        using (var ledger = connection.CreateCommand())
        {
            ledger.CommandText = "SELECT device_id, ledger.boot, stored, dropped FROM ledger JOIN devices USING (device_key)";
            using var reader = ledger.ExecuteReader();
            while (reader.Read())
                entries.Add((reader.GetString(0), reader.GetString(1)), new LedgerEntry(Numbers(reader.GetString(2)), Reasons(reader.GetString(3))));
        }

        using var count = connection.CreateCommand();
        count.CommandText =
            """
            SELECT device_id, count(*), count(DISTINCT value)
            FROM (SELECT device_key, sensor_key, value FROM readings UNION ALL SELECT device_key, sensor_key, value FROM unplaced) AS kept
            JOIN devices USING (device_key) JOIN sensors USING (sensor_key) WHERE name = @sensor GROUP BY device_id
            """;
        var parameter = count.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@sensor", sensor);
        count.Parameters.Add(parameter);
        var (rows, values) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        using var counted = count.ExecuteReader();
        while (counted.Read())
        {
            rows.Add(counted.GetString(0), counted.GetInt64(1));
            values.Add(counted.GetString(0), counted.GetInt64(2));
        }

        return new LedgerTable(entries, rows, values);
    }

    private static Dictionary<string, HashSet<long>> Reasons(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split(':'))
        .ToDictionary(part => part[0], part => Numbers(part[1]));

    private static HashSet<long> Numbers(string ranges) => ranges
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(range =>
        {
            var ends = range.Split('-').Select(end => long.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            return Enumerable.Range(0, (int)(ends[^1] - ends[0] + 1)).Select(i => ends[0] + i);
        })
        .ToHashSet();
}

/// <summary>The account of one boot: numbers stored, and numbers dropped by reason.</summary>
internal sealed record LedgerEntry(HashSet<long> Stored, Dictionary<string, HashSet<long>> Dropped);
