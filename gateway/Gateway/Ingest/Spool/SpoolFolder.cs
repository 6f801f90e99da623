using System.Globalization;
using System.Security.Cryptography;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Files;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// The files of the spool: <c>000001-{spool id}.seg</c>, oldest first, numbered without end. The last one stays when all is
/// brought in, so that no number comes again; the id is of chance and goes with the folder. A lock keeps a second gateway out.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string Ending = ".seg";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly IFaultPoints _faults;
    private readonly FileStream _lock;

    private SpoolFolder(string path, IFaultPoints faults, FileStream folderLock) => (_path, _faults, _lock) = (path, faults, folderLock);

    /// <summary>Makes the folder where it is missing. Throws an IOException where another gateway has it, or the file system refuses.</summary>
    public static SpoolFolder Open(string path, IFaultPoints faults)
    {
        PrivateFile.CreateFolder(path);
        // On Unix this is an advisory lock (flock) that the operating system lifts when the process is gone, however it ends.
        return new SpoolFolder(path, faults, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    /// <summary>What an earlier process left, oldest first; files of other names are left alone.</summary>
    public IReadOnlyList<SpoolSegment> OpenAll() =>
        [.. Directory.EnumerateFiles(_path, "*" + Ending).Select(TryOpen).OfType<SpoolSegment>().OrderBy(segment => segment.Number)];

    /// <summary>The next file. Throws an IOException, and there is none then.</summary>
    public SpoolSegment Add(SpoolSegment? last)
    {
        var number = (last?.Number ?? 0) + 1;
        var id = last?.SpoolId ?? RandomNumberGenerator.GetHexString(16, lowercase: true);
        var path = Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{number:000000}-{id}{Ending}"));
        var segment = OpenFile(path, id, number, FileMode.Create);
        try
        {
            DirectorySync.Flush(_path);
            return segment;
        }
        catch (IOException)
        {
            segment.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public void Remove(SpoolSegment segment)
    {
        segment.Dispose();
        File.Delete(segment.Path);
        DirectorySync.Flush(_path); // or a power cut could bring it back; its place in the database would tell, and only there
    }

    public void Dispose() => _lock.Dispose();

    private SpoolSegment? TryOpen(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? OpenFile(path, parts[1], number, FileMode.Open)
            : null;
    }

    private SpoolSegment OpenFile(string path, string id, long number, FileMode mode)
    {
        var file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);
        if (mode == FileMode.Create && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, OwnerOnly);
        return new SpoolSegment(path, id, number, file, _faults);
    }
}
