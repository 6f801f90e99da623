namespace Nanofleet.Mqtt.Broker;

/// <summary>How much was done per minute, as a moving average over 1, 5 and 15 minutes.</summary>
internal sealed class LoadAverage
{
    private static readonly (string Name, double Minutes)[] Spans = [("1min", 1), ("5min", 5), ("15min", 15)];

    private readonly double[] _averages = new double[Spans.Length];
    private long _last;

    /// <summary>Takes the total so far, and gives name and average of each span.</summary>
    public IEnumerable<(string Name, double PerMinute)> Add(long total, TimeSpan since)
    {
        var perMinute = (total - _last) / since.TotalMinutes;
        _last = total;
        for (var i = 0; i < Spans.Length; i++)
        {
            var weight = Math.Exp(-since.TotalMinutes / Spans[i].Minutes);
            _averages[i] = weight * _averages[i] + (1 - weight) * perMinute;
            yield return (Spans[i].Name, _averages[i]);
        }
    }
}
