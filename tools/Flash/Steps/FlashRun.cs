using Nanofleet.Flash.Board;
using Nanofleet.Flash.Image;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Steps;

/// <summary>
/// The whole way: what can be wrong on this computer first, before the board is touched; then firmware, settings and
/// application, each only where the board does not have it.
/// </summary>
internal sealed class FlashRun(NanoffTool nanoff, Screen screen, FlashRecord record, FlashOptions options)
{
    /// <summary>Between two attempts to reach a board that restarts.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(4);

    /// <exception cref="NanoffException">Names what went wrong and what to do next.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        IReadOnlyList<BoardFile> files = options.SettingsFile is { } settings ? BoardSettings.Read(settings) : [];
        var image = DeploymentImage.Read(options.Image ?? await BuildAsync(cancel));
        screen.Step("image", $"{image.File.Name}, {image.Assemblies.Count} assemblies");
        var port = await PortChoice.ChooseAsync(options.Port, nanoff, screen, cancel);
        var link = new BoardLink(nanoff, screen, port, Pause);
        var (board, flashed) = await new FirmwareStep(nanoff, screen, link, options).BringAsync(cancel);
        await new ApplicationStep(nanoff, screen, link, record).BringAsync(board, flashed, image, files, cancel);
        screen.Say($"done in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private async Task<FileInfo> BuildAsync(CancellationToken cancel)
    {
        var root = AppBuild.FindRoot() ?? throw new NanoffException("There is no nf.sln above this program: the application cannot be built here.", "name the .bin file of a release with -Image (--image).");
        screen.Step("image", "building device/App");
        return await new AppBuild(root, screen).BuildAsync(cancel);
    }
}
