using System.Xml.Linq;

namespace Nanofleet.EndToEnd.Tests.Load;

/// <summary>The storm as users make it, with few boards.</summary>
public sealed class StormTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Storm_counts_the_attempts_of_virtual_boards_under_the_curve_and_plots_them()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var storm = ToolProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nanofleet.Load.dll"), "storm", "--boards", "20", "--away", "6s", "--svg", file]);
            Assert.True(await storm.WaitForExitAsync(Patience) == 0, storm.Output);
            Assert.Contains("every second is under the curve", storm.Output, StringComparison.Ordinal);
            var plot = XElement.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            Assert.Equal(1 + 6, plot.Elements().Count(element => element.Name.LocalName == "rect")); // the ground, and a bar a second
            Assert.Equal(2, plot.Elements().Count(element => element.Name.LocalName == "polyline"));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
