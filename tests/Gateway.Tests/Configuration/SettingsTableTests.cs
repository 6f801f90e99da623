using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Configuration;

/// <summary>gateway/README.md tells of every setting what the program knows of it.</summary>
public sealed class SettingsTableTests
{
    private const string Begin = "<!-- settings: made from the options classes -->\n";
    private const string End = "<!-- end of settings -->";
    private const string Rewrite = "NANOFLEET_WRITE_DOCS";

    private static readonly string Gateway = Repository.Find("gateway");

    [Fact]
    public void The_table_of_settings_is_up_to_date()
    {
        var file = Path.Combine(Gateway, "README.md");
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(end >= begin && begin >= Begin.Length, $"{file} lacks the lines {Begin} and {End}");
        var table = SettingsTable.Write(Path.Combine(Gateway, "Gateway"));
        if (Environment.GetEnvironmentVariable(Rewrite) == "1") File.WriteAllText(file, text[..begin] + table + text[end..]);
        else if (text[begin..end] != table) Assert.Fail($"The table of settings in gateway/README.md is out of date. Write it anew: {Rewrite}=1 dotnet test tests/Gateway.Tests --filter The_table_of_settings_is_up_to_date");
    }
}
