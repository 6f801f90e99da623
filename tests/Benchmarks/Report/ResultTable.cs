using System.Globalization;
using System.Text;

namespace Nanofleet.Benchmarks.Report;

/// <summary>The figures of one scenario: medians over the rounds and, for every other peer, ours divided by theirs.</summary>
internal sealed class ResultTable(IReadOnlyList<Metric> metrics)
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, List<double[]>> _rounds = [];

    public void Add(string peer, double[] values)
    {
        if (!_rounds.TryGetValue(peer, out var rounds))
        {
            _rounds[peer] = rounds = [];
            _order.Add(peer);
        }
        rounds.Add(values);
    }

    /// <summary>As a Markdown table; the first peer is the one that the others are compared with.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("| peer |").AppendJoin(' ', metrics.Select(metric => $"{metric.Name} | ours/theirs |")).AppendLine();
        text.Append("|---|").AppendJoin("", metrics.Select(_ => "--:|--:|")).AppendLine();
        foreach (var peer in _order)
        {
            text.Append($"| {peer} |");
            for (var i = 0; i < metrics.Count; i++)
            {
                var median = Median(peer, i);
                var ratio = peer == _order[0] || !double.IsFinite(median) || median == 0 ? "" : (Median(_order[0], i) / median).ToString("0.00", CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture, $" {(double.IsFinite(median) ? median.ToString(metrics[i].Format, CultureInfo.InvariantCulture) : "-")} | {ratio} |");
            }
            text.AppendLine();
        }
        return text.ToString();
    }

    private double Median(string peer, int metric)
    {
        var sorted = _rounds[peer].Select(round => round[metric]).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
