using System.Diagnostics;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Image;

/// <summary>
/// Builds device/App with the MSBuild of a Visual Studio that has nanoFramework's extension: only Windows has that, and
/// elsewhere a released image is needed.
/// </summary>
internal sealed class AppBuild(string root, Screen screen)
{
    private const string Project = @"device\App\App.nfproj";
    private const string ProjectSystem = @"MSBuild\nanoFramework\v1.0\NFProjectSystem.CSharp.targets";
    private const string TakeImage = "take the .bin file of a release and name it with -Image (--image)";

    /// <summary>Whether this system can have what it takes.</summary>
    public static bool IsPossible => OperatingSystem.IsWindows();

    /// <summary>The two calls of MSBuild: packages first, which the .nfproj names in packages.config, then the application.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Calls { get; } =
    [
        ["nf.sln", "-t:Restore", "-p:RestorePackagesConfig=true", "-v:m", "-nologo"],
        [Project, "-p:Configuration=Release", "-v:m", "-nologo"],
    ];

    /// <summary>The folder with nf.sln, above the program or the current folder; null outside the repository.</summary>
    public static string? FindRoot() => new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }.Select(Above).FirstOrDefault(folder => folder is not null);

    /// <exception cref="NanoffException">It cannot be built here, or the build failed.</exception>
    public async Task<FileInfo> BuildAsync(CancellationToken cancel)
    {
        if (!IsPossible) throw new NanoffException("The application can only be built on Windows, where nanoFramework's extension for Visual Studio is.", $"{TakeImage}.");
        var msbuild = await FindMsBuildAsync(cancel);
        foreach (var call in Calls) await RunAsync(msbuild, call, cancel);
        var image = new FileInfo(Path.Combine(root, "device", "App", "bin", "Release", "Nanofleet.Device.App.bin"));
        return image.Exists ? image : throw new NanoffException($"The build ended well, but {image.FullName} is not there.", $"build nf.sln in Visual Studio and look at its output, or {TakeImage}.");
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "nf.sln"))) return folder.FullName;
        return null;
    }

    private async Task<string> FindMsBuildAsync(CancellationToken cancel)
    {
        var vswhere = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft Visual Studio", "Installer", "vswhere.exe");
        if (!File.Exists(vswhere)) throw new NanoffException("There is no Visual Studio here to build the application with.", $"install Visual Studio with the .NET nanoFramework extension, or {TakeImage}.");
        var installations = await RunAsync(vswhere, ["-all", "-products", "*", "-requires", "Microsoft.Component.MSBuild", "-property", "installationPath"], cancel);
        var fitting = installations.FirstOrDefault(folder => File.Exists(Path.Combine(folder, ProjectSystem)));
        return fitting is not null
            ? Path.Combine(fitting, "MSBuild", "Current", "Bin", "MSBuild.exe")
            : throw new NanoffException("No Visual Studio here has the .NET nanoFramework extension.", $"install it from Extensions, Manage Extensions, or {TakeImage}.");
    }

    private async Task<IReadOnlyList<string>> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        screen.Verbose?.Invoke($"> {program} {string.Join(' ', arguments)}");
        var lines = new List<string>();
        var code = await ConsoleProgram.RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = root }, Take, cancel);
        if (code == 0) return lines;
        var fault = lines.FirstOrDefault(line => line.Contains("error ", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? "it said nothing";
        throw new NanoffException($"{Path.GetFileName(program)} failed: {fault.Trim()}", $"build nf.sln in Visual Studio and look at its output, or {TakeImage}.");

        void Take(string line)
        {
            lines.Add(line);
            screen.Verbose?.Invoke(line);
        }
    }
}
