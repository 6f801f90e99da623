namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>What a chart may show: the names appear in addresses.</summary>
public sealed record ChartRange(string Name, string Words, TimeSpan Length)
{
    public static readonly IReadOnlyList<ChartRange> All =
    [
        new("15m", "15 minutes", TimeSpan.FromMinutes(15)),
        new("1h", "1 hour", TimeSpan.FromHours(1)),
        new("24h", "24 hours", TimeSpan.FromHours(24)),
        new("7d", "7 days", TimeSpan.FromDays(7)),
        new("30d", "30 days", TimeSpan.FromDays(30)),
        new("1y", "1 year", TimeSpan.FromDays(365)),
    ];

    /// <summary>The range of this name; the shortest for any other.</summary>
    public static ChartRange Named(string? name) => All.FirstOrDefault(range => range.Name == name) ?? All[0];
}
