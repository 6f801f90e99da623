using System.Text.Json;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Logs;

/// <summary>The program's own account of what went through it, and its log as JSON, as a collector of logs meets it.</summary>
public sealed class StatisticsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("statistics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_line_tells_what_was_stored_dropped_and_refused_since_the_last_one()
    {
        await using var program = ToolProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "Nanofleet.Gateway"),
            ["--Broker:Port=0", "--Broker:Tls=false", "--urls=http://127.0.0.1:0", $"--Data:Directory={_folder}/data", "--Devices:Unknown=accept", "--Logging:Format=json", "--Logging:StatisticsEvery=500ms"]);
        var mqtt = JsonDocument.Parse(await program.WaitForLineAsync("\"MQTT: ")).RootElement.GetProperty("fields").GetProperty("Address").GetString()!;
        await using var board = await TestBoard.ConnectAsync(new Uri(mqtt.Split(' ')[0]).Port, "b1");
        await board.PublishAsync("data", """{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"a","value":1},{"sensor_name":"b","value":2}]}""");
        await board.PublishAsync("data", """{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"a","value":1}]}""");

        await program.WaitForLineAsync(line => Sum(program, "Readings") == 2 && Sum(program, "Duplicates") == 1, "both messages in the statistics");

        var last = Lines(program)[^1];
        Assert.Equal(("none", 0), (last.GetProperty("Dropped").GetString(), last.GetProperty("Queue").GetInt32()));
        Assert.True(last.GetProperty("MemoryMb").GetInt32() > 0);
        Assert.All(program.Lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    private static long Sum(ToolProcess program, string field) => Lines(program).Sum(line => line.GetProperty(field).GetInt64());

    private static JsonElement[] Lines(ToolProcess program) =>
        [.. program.Lines.Where(line => line.Contains("StatisticsLoop", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("fields"))];
}
