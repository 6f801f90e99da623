using System.Diagnostics;

namespace Nanofleet.Device.Tests;

/// <summary>The firmware uses only what a real board has: its projects compile against the real API's listing.</summary>
public sealed class CompileCheckTests
{
    [Fact]
    public async Task Every_nanoFramework_project_compiles_against_the_boards_api()
    {
        var check = NanoFrameworkFacts.Require("check");
        var projects = Projects();
        Assert.True(projects.Length > 0, "There is no .nfproj in the repository.");

        var (exitCode, output) = await RunAsync(["run", "--project", check, "--", .. projects]);

        Assert.True(exitCode == 0, output);
    }

    // Folders of the build may hold copies.
    private static string[] Projects() =>
    [
        .. new[] { "device", "tests" }
            .Select(folder => Path.Combine(NanoFrameworkFacts.Repository, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.nfproj", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var cancel = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await output + await error);
    }
}
