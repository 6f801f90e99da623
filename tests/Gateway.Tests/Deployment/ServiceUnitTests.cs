using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Deployment;

/// <summary>The unit of systemd, as systemd itself reads it.</summary>
public sealed class ServiceUnitTests : IDisposable
{
    private const string Analyze = "systemd-analyze";

    private readonly string _folder = Directory.CreateTempSubdirectory("unit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Systemd_understands_every_line()
    {
        var (code, output) = await RunAsync("verify", "--man=no", Unit());

        Assert.True(code == 0 && output.Length == 0, output);
    }

    [Fact]
    public async Task Systemd_finds_the_service_well_shut_in()
    {
        var (_, output) = await RunAsync("security", "--offline=true", "--threshold=20", Unit());

        Assert.Matches(@"Overall exposure level for nanofleet\.service: [01]\.\d OK", output);
    }

    /// <summary>The gateway is not installed where the tests run; another program stands for it.</summary>
    private string Unit()
    {
        var file = Path.Combine(_folder, "nanofleet.service");
        File.WriteAllText(file, File.ReadAllText(Repository.Find("gateway", "nanofleet.service")).Replace("/opt/nanofleet/Nanofleet.Gateway", "/bin/true", StringComparison.Ordinal));
        return file;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        if (ToolProcess.Find(Analyze) is null) Assert.Skip($"{Analyze} is not installed: apt-get install systemd");
        await using var analyze = ToolProcess.Start(Analyze, arguments, new Dictionary<string, string> { ["LC_ALL"] = "C", ["SYSTEMD_PAGER"] = "" });
        return (await analyze.WaitForExitAsync(), analyze.Output);
    }
}
