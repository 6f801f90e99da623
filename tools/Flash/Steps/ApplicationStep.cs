using Nanofleet.Flash.Board;
using Nanofleet.Flash.Image;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Steps;

/// <summary>
/// Writes settings and application where they are not on the board yet, and reads back what is. Settings come first: the
/// application reads them when it starts, and its deployment restarts the board.
/// </summary>
internal sealed class ApplicationStep(NanoffTool nanoff, Screen screen, BoardLink link, FlashRecord record)
{
    /// <summary>The Wire Protocol did not reach the board; its boot loader may.</summary>
    private static readonly int[] Unreached = [2000, 2001, 2002];

    /// <exception cref="NanoffException">It could not be written, or something else is on the board all the same.</exception>
    public async Task BringAsync(DeviceDetails board, bool fresh, DeploymentImage image, IReadOnlyList<BoardFile> files, CancellationToken cancel)
    {
        var known = fresh ? new FlashRecord.Entry(null, null) : record.Of(board.Serial);
        var filesHash = files.Count == 0 ? known.Files : FlashRecord.HashOf(files);
        var same = known.Image == image.Hash && ReadBack.Differences(image.Assemblies, board.Assemblies).Count == 0;
        if (same && known.Files == filesHash)
        {
            screen.Step("board", $"has this application{(files.Count > 0 ? " and these settings" : "")} already; nothing was written");
            return;
        }

        record.Keep(board.Serial, new FlashRecord.Entry(null, null)); // until it is known what is there
        await WriteFilesAsync(files, unchanged: known.Files == filesHash, cancel);
        await link.RememberPortsAsync(cancel);
        await DeployAsync(board.Target, image, cancel);
        var after = await link.ReadAfterRestartAsync(cancel);
        ReadBack.Check(image.Assemblies, after.Assemblies);
        record.Keep(after.Serial, new FlashRecord.Entry(image.Hash, filesHash));
        screen.Step("read back", $"{after.Assemblies.Count} assemblies, names and versions as in the image");
    }

    private async Task WriteFilesAsync(IReadOnlyList<BoardFile> files, bool unchanged, CancellationToken cancel)
    {
        if (files.Count == 0 || unchanged) return;
        await FileDeployment.WriteAsync(nanoff, link.Port, files, cancel);
        screen.Step("settings", $"{string.Join(", ", files.Select(file => file.OnBoard))} written");
    }

    private async Task DeployAsync(string target, DeploymentImage image, CancellationToken cancel)
    {
        screen.Step("deploy", $"writing {image.File.Name}, {image.File.Length / 1024} KB");
        try
        {
            await nanoff.RunAsync(NanoffCall.Deploy(link.Port, image.File.FullName), cancel);
        }
        catch (NanoffException e) when (e.Code is { } code && Unreached.Contains(code))
        {
            screen.Step("deploy", "the application on the board lets nobody in; writing through the boot loader instead");
            await nanoff.RunAsync(NanoffCall.DeployByBootLoader(link.Port, target, image.File.FullName), cancel);
        }
    }
}
