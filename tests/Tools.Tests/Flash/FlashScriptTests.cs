using System.Text.RegularExpressions;
using Nanofleet.Flash;

namespace Nanofleet.Tools.Tests.Flash;

/// <summary>What can be seen of flash.ps1 and of the pin without PowerShell and without a board: that they fit what they stand for.</summary>
public sealed partial class FlashScriptTests
{
    private static readonly string Script = File.ReadAllText(Repository.Find("flash.ps1"));

    [Fact]
    public void Script_is_a_thin_door()
    {
        Assert.InRange(Script.TrimEnd().Split('\n').Length, 1, 40);
        Assert.Contains("exit $LASTEXITCODE", Script, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_has_exactly_the_parameters_of_the_program()
    {
        var program = FlashCommand.Make((_, _) => Task.FromResult(0)).Options.Select(option => option.Name).Except(["--help", "--version"]);
        var forwarded = Forwarded().Matches(Script).Select(match => match.Groups[1].Value);
        var declared = Declared().Matches(Script).Select(match => "--" + Hump().Replace(match.Groups[1].Value, "-$1").ToLowerInvariant()).Append("--verbose"); // which CmdletBinding brings

        Assert.Equal(program.Order(), forwarded.Order());
        Assert.Equal(program.Order(), declared.Order());
    }

    [Fact]
    public void Script_uses_nothing_that_Windows_PowerShell_does_not_have()
    {
        Assert.DoesNotMatch(@"\?\?|&&|\|\||\?\.|\?\s*[^\s]+\s*:", Script);
        Assert.All(Script, c => Assert.InRange(c, '\n', '~')); // without a byte order mark Windows PowerShell reads other letters wrongly
    }

    [Fact]
    public void Pin_belongs_to_the_packages_of_every_project_for_boards()
    {
        var files = Directory.GetDirectories(Repository.Find("device")).Select(folder => Path.Combine(folder, "packages.config")).Where(File.Exists).ToArray();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains($"id=\"nanoFramework.CoreLibrary\" version=\"{FirmwarePin.CoreLibrary}\"", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"'(--[a-z-]{2,})'(?:, \$[A-Z]| \})")]
    private static partial Regex Forwarded();

    [GeneratedRegex(@"^    \[(?:string|switch)\] \$(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex("(?<=[a-z])([A-Z])")]
    private static partial Regex Hump();
}
