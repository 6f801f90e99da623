namespace Nanofleet.Provision.CommandLine;

/// <summary>Everything that is wrong with the arguments, to be shown at once; each names option, value and fix.</summary>
internal sealed class Faults
{
    private const char Unreadable = '\uFFFD'; // stands for bytes that are no letter

    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public bool Any => _all.Count > 0;

    public void Add(string fault) => _all.Add(fault);

    /// <summary>The first line of a file; null with a fault where it cannot be read.</summary>
    public string? FirstLine(string option, string path) => Read(option, path, file => File.ReadLines(file).FirstOrDefault() ?? "");

    /// <inheritdoc cref="FirstLine"/>
    public string? WholeText(string option, string path) => Read(option, path, File.ReadAllText);

    // What a spreadsheet or an editor has saved in an older encoding would become another password, or the name of no network.
    private string? Read(string option, string path, Func<string, string> read)
    {
        string? text = null;
        if (Failures.OfFiles(() => text = read(path)) is { } why) Add($"{option} {path}: cannot be read ({why}); give the full path of a file that this user may read.");
        else if (text!.Contains(Unreadable)) Add($"{option} {path}: is not in UTF-8; save it anew with this encoding.");
        else return text;
        return null;
    }
}
