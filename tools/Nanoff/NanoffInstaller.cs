using System.ComponentModel;
using System.Diagnostics;

namespace Nanofleet.Nanoff;

/// <summary>Finds nanoff in PATH or among the tools of this user, and installs it as a .NET tool where it is missing or too old.</summary>
public sealed class NanoffInstaller(Action<string> say, Action<string>? verbose = null)
{
    /// <summary>The arguments of <c>dotnet</c> that install nanoff, or bring it to the version that is needed.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["tool", "update", "--global", "nanoff", "--version", NanoffTool.Versions];

    /// <summary>A nanoff that can be used.</summary>
    /// <exception cref="NanoffException">There is none and it could not be installed.</exception>
    public async Task<NanoffTool> FindOrInstallAsync(CancellationToken cancel = default)
    {
        if (await FindAsync(cancel) is { } found) return found;
        say($"installing nanoff {NanoffTool.Versions} (dotnet {string.Join(' ', Arguments)})");
        await InstallAsync(cancel);
        return await FindAsync(cancel) ?? throw new NanoffException(
            $"nanoff was installed, but none of version {NanoffTool.Oldest} or newer is found.",
            $"add {ToolFolder()} to PATH, and remove an older nanoff that stands before it there.");
    }

    /// <summary>The first nanoff of a fitting version; null where there is none.</summary>
    public async Task<NanoffTool?> FindAsync(CancellationToken cancel = default)
    {
        foreach (var program in Named("nanoff", [.. PathFolders(), ToolFolder()]))
        {
            var tool = new NanoffTool(program, verbose);
            if (await WhyNotAsync(tool, cancel) is not { } why) return tool;
            say($"{program} cannot be used: {why}");
        }

        return null;
    }

    private static async Task<string?> WhyNotAsync(NanoffTool tool, CancellationToken cancel)
    {
        try
        {
            var version = await tool.ReadVersionAsync(cancel);
            return NanoffTool.Fits(version) ? null : $"it is nanoff {version}, and {NanoffTool.Oldest} or newer of 2.5 is needed";
        }
        catch (NanoffException e)
        {
            return e.Cause.TrimEnd('.'); // there may be a better one behind it in PATH
        }
    }

    private static async Task InstallAsync(CancellationToken cancel)
    {
        var lines = new List<string>();
        try
        {
            var dotnet = Named("dotnet", PathFolders()).FirstOrDefault() ?? "dotnet"; // by its bare name the host beside this very program would be taken first
            if (await ConsoleProgram.RunAsync(new ProcessStartInfo(dotnet, Arguments), lines.Add, cancel) == 0) return;
        }
        catch (Win32Exception e)
        {
            lines.Add(e.Message);
        }

        throw new NanoffException(
            $"nanoff could not be installed ({lines.FirstOrDefault(line => line.Length > 0)?.Trim() ?? "dotnet said nothing"}).",
            $"look at the internet connection and try by hand: dotnet {string.Join(' ', Arguments)}.");
    }

    /// <summary>The full paths of the programs of this name in these folders.</summary>
    private static IEnumerable<string> Named(string name, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)).Where(File.Exists).Distinct();

    private static string[] PathFolders() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string ToolFolder() =>
        Path.Combine(Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");
}
