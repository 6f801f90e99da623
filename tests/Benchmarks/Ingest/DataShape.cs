using System.Globalization;
using System.Text;

namespace Nanofleet.Benchmarks.Ingest;

/// <summary>Messages of one shape, whose numbers differ, from boards that take turns.</summary>
internal sealed class DataShape
{
    public const int Boards = 100;
    public const int Count = 1000;

    private DataShape(string name, string pattern)
    {
        Name = name;
        Payloads = [.. Enumerable.Range(1, Count).Select(seq => Encoding.UTF8.GetBytes(pattern.Replace("#", seq.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))];
    }

    public static IReadOnlyList<DataShape> All { get; } =
    [
        new("own, 3 readings", """{"boot":"9f3c21aa","seq":#,"timestamp":"2026-01-05T08:00:00.000Z","time_quality":"sntp","uptime_ms":123456,"sensors":[{"sensor_name":"temperature","value":25.5,"unit":"°C"},{"sensor_name":"humidity","value":#.25,"unit":"%"},{"sensor_name":"light","value":850,"unit":"lx"}]}"""),
        new("full, 3 readings", """{"sensors":[{"sensor_name":"temperature","value":25.5,"unit":"°C"},{"sensor_name":"humidity","value":#.25,"unit":"%"},{"sensor_name":"light","value":850,"unit":"lx"}],"timestamp":"2026-01-05T08:00:00.000Z"}"""),
        new("simple, 3 readings", """{"temperature":25.5,"humidity":#.25,"light":850}"""),
    ];

    public static IReadOnlyList<byte[]> Topics { get; } = [.. Enumerable.Range(0, Count).Select(at => Encoding.UTF8.GetBytes($"devices/board-{at % Boards}/data"))];

    public string Name { get; }

    public IReadOnlyList<byte[]> Payloads { get; }
}
