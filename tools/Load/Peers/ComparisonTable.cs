using System.Globalization;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.Peers;

/// <summary>Medians and ratios as a table of Markdown.</summary>
internal static class ComparisonTable
{
    public static string Line(int round, Contestant contestant, LoadResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"round {round}, {contestant.Description}: {result.Rate:#,0} messages/s, {result.Cpu[0].Micros:0.0} µs{(result.IsGood ? "" : $", LOST {result.Lost}, TWICE {result.Duplicates}: {string.Join("; ", result.Faults)}")}");

    public static string Of(IReadOnlyDictionary<Contestant, List<LoadResult>> results)
    {
        double? Rate(string name) => results.FirstOrDefault(entry => entry.Key.Name == name).Value is { Count: > 0 } measured ? Median(measured, result => result.Rate) : null;
        var (ceiling, ours) = (Rate(Contestant.Ceiling), Rate(Contestant.Ours));
        List<string> lines =
        [
            "| behind Mosquitto | messages/s | of the ceiling | gateway with PostgreSQL/this | its CPU µs/message | Mosquitto's | PostgreSQL's |",
            "|---|--:|--:|--:|--:|--:|--:|",
        ];
        foreach (var (contestant, measured) in results)
        {
            if (measured.Count == 0) continue;
            var rate = Median(measured, result => result.Rate);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {contestant.Description} | {rate:#,0} | {rate / ceiling:0.00} | {ours / rate:0.0} | {Cpu(measured, 0)} | {Cpu(measured, 1)} | {Cpu(measured, 2)} |"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The storing program is first, then Mosquitto, then PostgreSQL if there is one.</summary>
    private static string Cpu(List<LoadResult> measured, int program) =>
        measured[0].Cpu.Count > program ? Median(measured, result => result.Cpu[program].Micros).ToString("0.0", CultureInfo.InvariantCulture) : "";

    private static double Median(List<LoadResult> measured, Func<LoadResult, double> value)
    {
        var sorted = measured.Select(value).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
