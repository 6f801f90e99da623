using System.Text.Json;
using Npgsql;

namespace Nanofleet.Load.Peers;

/// <summary>One row and one transaction per message, as a first version of a subscriber is usually written.</summary>
internal sealed class MeasurementTable(NpgsqlConnection connection)
{
    public static async Task<MeasurementTable> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return new MeasurementTable(connection);
    }

    public async Task InsertAsync(string topic, ReadOnlyMemory<byte> payload)
    {
        using var json = JsonDocument.Parse(payload);
        var values = json.RootElement.GetProperty("sensors").EnumerateArray().ToDictionary(sensor => sensor.GetProperty("sensor_name").GetString()!, sensor => sensor.GetProperty("value").GetDouble());
        await using var command = new NpgsqlCommand("INSERT INTO measurements (device_id, taken_at, temperature, humidity, light) VALUES ($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = topic.Split('/')[1] },
                new() { Value = json.RootElement.GetProperty("timestamp").GetDateTime().ToUniversalTime() },
                new() { Value = values["temperature"] },
                new() { Value = values["humidity"] },
                new() { Value = values["light"] },
            },
        };
        await command.ExecuteNonQueryAsync();
    }
}
