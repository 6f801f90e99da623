using System.Text.Json;

namespace Nanofleet.Nanoff;

/// <summary>
/// Writes files to a board's flash. nanoff goes on after a file that failed and ends with 0, so each file must have been
/// confirmed by name. The files may hold passwords: they lie in temporary files of this user alone, for as long as it takes.
/// </summary>
public static class FileDeployment
{
    /// <exception cref="NanoffException">Names the files that the board did not take.</exception>
    public static async Task WriteAsync(NanoffTool nanoff, string port, IReadOnlyList<BoardFile> files, CancellationToken cancel = default)
    {
        using var folder = new SecretFolder();
        var sources = files.Select(file => file.Content is { } content ? folder.Write(content, ".bin") : null).ToArray();
        var entries = files.Select((file, at) => new { DestinationFilePath = file.OnBoard, SourceFilePath = sources[at] });
        var configuration = folder.Write(JsonSerializer.SerializeToUtf8Bytes(new { serialport = port, files = entries }), ".json");
        var lines = await nanoff.RunAsync(NanoffCall.Files(configuration), cancel);
        var missing = files.Where((file, at) => sources[at] is { } source && !IsConfirmed(lines, source, file.OnBoard)).Select(file => file.OnBoard).ToArray();
        if (missing.Length > 0)
            throw new NanoffException($"The board did not take {string.Join(", ", missing)}, though nanoff ended without a fault.", "unplug the board and plug it in again; where it stays so, erase it by flashing its firmware anew (the file system may be damaged or full).");
    }

    private static bool IsConfirmed(IReadOnlyList<string> lines, string source, string onBoard) =>
        lines.Any(line => line.Trim().Equals($"Deploying file {source} to {onBoard}...OK", StringComparison.Ordinal));
}
