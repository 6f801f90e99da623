using System.Globalization;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Migrations;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task A_database_of_the_first_version_keeps_every_reading_and_gets_rollups_of_them()
    {
        var today = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / (24 * Hour) * (24 * Hour);
        (long Time, double Value)[] readings = [(-1, 5), (0, 6), (today, 1), (today + 59_999, 3), (today + 10, 2), (today + Hour, 1e300), (today + (400 * 24 * Hour), 8)];
        await CreateFirstVersionAsync();
        foreach (var (time, value) in readings)
            await SqlAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO readings VALUES ({time}, 1, 1, {value:R}, 0, {time + 5})"));

        await using var store = Open();
        await store.MigrateAsync(Cancel);

        var kept = await store.ReadAsync(Everything with { FromMs = long.MinValue }, Cancel);
        Assert.Equal(readings.OrderByDescending(reading => reading.Time), kept.Select(reading => (reading.TimeMs, reading.Value)));
        var days = (await store.ReadSeriesAsync(new SeriesQuery(Message.Device, "temperature", RollupLevel.Day, long.MinValue, long.MaxValue, 100), Cancel)).ToDictionary(point => point.TimeMs, point => point.Summary);
        Assert.Equal([-24 * Hour, 0, today, today + (400 * 24 * Hour)], days.Keys);
        Assert.Equal((Summary.Of(5, -1), Summary.Of(6, 0)), (days[-24 * Hour], days[0]));
        Assert.Equal((4, 1, 1e300, 1e300, today + Hour), (days[today].Count, days[today].Low, days[today].High, days[today].Last, days[today].LastMs));
        var minute = (await store.ReadSeriesAsync(new SeriesQuery(Message.Device, "temperature", RollupLevel.Minute, today, today + Minute, 100), Cancel)).Single();
        Assert.Equal((today, new Summary(3, 1, 3, 6, 3, today + 59_999)), (minute.TimeMs, minute.Summary));
    }

    [Fact]
    public async Task A_database_of_the_first_version_keeps_last_values_and_when_devices_were_heard()
    {
        await CreateFirstVersionAsync();
        await SqlAsync("UPDATE devices SET last_seen_ms = 9000, last_upload_ms = 8000");
        await SqlAsync("INSERT INTO last_values (device_key, sensor, value, unit, time_ms, quality) VALUES (1, 'temperature', 20.5, '°C', 7000, 0)");

        await using var store = Open();
        await store.MigrateAsync(Cancel);
        await store.CommitAsync([Message.Data(1, time: 6_000)], Cancel); // older

        var device = (await store.FindDeviceAsync(Message.Device, Cancel))!;
        Assert.Equal((10_001, 10_001), (device.LastSeenMs, device.LastUploadMs));
        Assert.Equal([new LastValue("temperature", 20.5, "°C", 7_000, TimeQuality.Device)], device.LastValues);
        Assert.Equal(9_000, await SqlAsync("SELECT last_seen_ms FROM device_activity"));
    }

    [Fact]
    public async Task A_database_of_the_first_version_takes_readings_as_any_other()
    {
        await CreateFirstVersionAsync();
        await using var store = Open();
        await store.MigrateAsync(Cancel);

        await store.CommitAsync([Message.Data(1, time: Day), Message.Foreign(3, Message.Reading(7, Day + 1))], Cancel);
        var again = await store.CommitAsync([Message.Foreign(4, Message.Reading(7, Day + 1))], Cancel);

        Assert.Equal([Outcome.Duplicate], again.Outcomes);
    }

    /// <summary>As the first released program made it, with one device and one sensor.</summary>
    private async Task CreateFirstVersionAsync()
    {
        await CreateDatabaseAsync();
        await SqlAsync("CREATE TABLE schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL DEFAULT (CAST(CURRENT_TIMESTAMP AS text)))");
        await SqlAsync(Migration.Of(Scripts)[0].Sql);
        await SqlAsync("INSERT INTO schema_migrations (version, name) VALUES (1, '0001_initial.sql')");
        await SqlAsync($"INSERT INTO devices (device_id, first_seen_ms) VALUES ('{Message.Device}', 1)");
        await SqlAsync("INSERT INTO sensors (name, unit) VALUES ('temperature', '°C')");
    }
}
