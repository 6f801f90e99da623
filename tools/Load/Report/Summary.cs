using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.Report;

/// <summary>The result as a person reads it, and as a program does.</summary>
internal static class Summary
{
    private const double Megabyte = 1024 * 1024;

    public static string Text(LoadResult result)
    {
        List<string> lines =
        [
            "",
            $"  sent        {Count(result.Sent)}{(result.Repeated > 0 ? $" (and {Count(result.Repeated)} copies, over {Count(result.ConnectionsLost)} lost connections)" : "")}",
            $"  acked       {Count(result.Acked)}{(result.Unanswered > 0 ? $" ({Count(result.Unanswered)} never answered: they may be stored or not)" : "")}",
            $"  stored      {Count(result.Stored)}",
            $"  lost        {Count(result.Lost)}",
            $"  duplicated  {Count(result.Duplicates)}",
            Line($"  rate        {result.Rate:#,0} messages/s over {result.Elapsed.TotalSeconds:0.00} s"),
            $"  latency     p50 {Milliseconds(result.P50)}, p99 {Milliseconds(result.P99)}, {result.LatencyMeaning}",
            .. result.Cpu.Select(program => Line($"  CPU         {program.Name} {program.Micros:0.00} µs/message")),
            Line($"  CPU         generator {result.GeneratorCpu:0.00} µs/message"),
        ];
        if (result.Memory.Any(bytes => bytes > 0)) lines.Add($"  memory      gateway {string.Join(", ", result.Memory.Select(bytes => Line($"{bytes / Megabyte:0}")))} MB at begin, middle and end");
        if (result.Balance is { } balance) lines.Add($"  balance     taken {Count(balance.Taken)} = stored {Count(balance.Stored)} + waiting {Count(balance.Waiting)} + dropped {Count(balance.Dropped)}{(balance.AddsUp ? "" : ": does not add up")}");
        lines.AddRange(result.Faults.Select(fault => $"  WRONG       {fault}"));
        lines.Add(result.IsGood ? result.Stored is null ? "  not checked: no database was named" : "  nothing lost, nothing stored twice" : "  FAILED");
        return string.Join('\n', lines);
    }

    public static string Json(LoadResult result) => new JsonObject
    {
        ["sent"] = result.Sent,
        ["acked"] = result.Acked,
        ["stored"] = result.Stored,
        ["lost"] = result.Lost,
        ["duplicates"] = result.Duplicates,
        ["rate"] = Math.Round(result.Rate, 1),
        ["p50_ms"] = Rounded(result.P50),
        ["p99_ms"] = Rounded(result.P99),
        ["cpu_us_per_message"] = result.Cpu is [var first, ..] ? Math.Round(first.Micros, 3) : null,
        ["latency"] = result.LatencyMeaning,
        ["cpu"] = new JsonObject(result.Cpu.Append(("generator", result.GeneratorCpu)).Select(program => KeyValuePair.Create(program.Item1, (JsonNode?)Math.Round(program.Item2, 3)))),
        ["repeated"] = result.Repeated,
        ["memory_mb"] = new JsonArray([.. result.Memory.Select(bytes => (JsonNode)Math.Round(bytes / Megabyte, 1))]),
        ["ok"] = result.IsGood,
    }.ToJsonString(Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static double? Rounded(TimeSpan? latency) => latency is { } value ? Math.Round(value.TotalMilliseconds, 3) : null;

    private static string Milliseconds(TimeSpan? latency) => latency is { } value ? Line($"{value.TotalMilliseconds:0.0} ms") : "-";

    private static string Count(long? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? "-";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
