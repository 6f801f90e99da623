namespace Nanofleet.Provision.CommandLine;

/// <summary>Everything that is wrong with the arguments, to be shown at once; each names option, value and fix.</summary>
internal sealed class Faults
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public bool Any => _all.Count > 0;

    public void Add(string fault) => _all.Add(fault);

    /// <summary>The first line of a file; null with a fault where it cannot be read.</summary>
    public string? FirstLine(string option, string path) => Read(option, path, file => File.ReadLines(file).FirstOrDefault() ?? "");

    /// <inheritdoc cref="FirstLine"/>
    public string? WholeText(string option, string path) => Read(option, path, File.ReadAllText);

    private string? Read(string option, string path, Func<string, string> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Add($"{option} {path}: cannot be read ({e.Message.TrimEnd('.')}); give the full path of a file that this user may read.");
            return null;
        }
    }
}
