using System.Globalization;

namespace Nanofleet.Load.Storm;

/// <summary>The storm in lines of text: the first seconds one by one, then in steps of five.</summary>
internal static class StormTable
{
    private const int OneByOne = 10;
    private const int Step = 5;
    private const int Width = 40;

    public static string Text(StormResult result)
    {
        var most = Math.Log(1 + Enumerable.Range(0, result.Attempts.Count).Max(second => result.Attempts[second]));
        List<string> lines = ["", "  second     attempts/s   mean of full jitter   not exceeded by chance"];
        for (var from = 0; from < result.Attempts.Count;)
        {
            var to = Math.Min(result.Attempts.Count, from < OneByOne ? from + 1 : from + Step);
            var seconds = Enumerable.Range(from, to - from).ToArray();
            var measured = seconds.Average(second => result.Attempts[second]);
            var bar = new string('█', (int)(Width * Math.Log(1 + measured) / most));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {(to - from == 1 ? $"{from}" : $"{from}-{to - 1}"),-9} {measured,11:0.0} {seconds.Average(result.Curve.Mean),21:0.0} {seconds.Average(result.Curve.Bound),24:0.0}  {bar}"));
            from = to;
        }

        lines.Add($"  {result.Attempts.Sum():#,0} attempts of {result.Options.Boards} boards in {result.Attempts.Count} s; all online again {result.Recovery.TotalSeconds:0.0} s after the broker's return");
        lines.Add(result.IsGood ? "  every second is under the curve" : $"  ABOVE THE CURVE in {string.Join(", ", result.Above.Select(second => $"second {second} ({result.Attempts[second]} of at most {result.Curve.Bound(second):0})"))}");
        return string.Join('\n', lines);
    }
}
