namespace Nanofleet.Testing;

/// <summary>A small file system in memory, mounted for one test, that can be filled and given room again.</summary>
public sealed class TinyDisk : IAsyncDisposable
{
    private readonly string _ballast;

    private TinyDisk(string path) => (Path, _ballast) = (path, System.IO.Path.Combine(path, "ballast"));

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <summary>Null where one can be mounted, else the sentence to skip with.</summary>
    public static async Task<string?> MissingReasonAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "mounting a small disk needs Linux and root";
        try
        {
            await using var disk = await MountAsync(1);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    /// <summary>Throws an InvalidOperationException where the system does not allow it.</summary>
    public static async Task<TinyDisk> MountAsync(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("tiny-disk-").FullName;
        await using var mount = ToolProcess.Start("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path]);
        if (await mount.WaitForExitAsync() == 0) return new TinyDisk(path);
        Directory.Delete(path);
        throw new InvalidOperationException($"a small disk cannot be mounted here: {mount.Output}");
    }

    /// <summary>Leaves so much room.</summary>
    public void Fill(long exceptBytes)
    {
        using var ballast = File.Create(_ballast);
        var left = new DriveInfo(Path).AvailableFreeSpace - exceptBytes;
        for (var page = new byte[4096]; left > 0; left -= page.Length) ballast.Write(page);
    }

    /// <summary>Gives all of that room back.</summary>
    public void MakeRoom() => File.Delete(_ballast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using var unmount = ToolProcess.Start("umount", ["--lazy", Path]);
        await unmount.WaitForExitAsync();
        Directory.Delete(Path);
    }
}
