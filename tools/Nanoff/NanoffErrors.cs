using System.Globalization;
using System.Text.RegularExpressions;

namespace Nanofleet.Nanoff;

/// <summary>
/// What nanoff's errors mean for whoever holds the board. nanoff says <c>Error E6000: …</c>, at lower verbosity only
/// <c>E6000</c>, and ends with that number, of which Unix keeps the lowest eight bits: so the text counts. It may stand behind
/// the step that failed, on one line: <c>Getting details from nano device...Error E2002: …</c>. Of arguments that it does not
/// know, and of an exception that it does not catch, nanoff gives no number.
/// </summary>
internal static partial class NanoffErrors
{
    private const string Replug = "unplug the board and plug it in again; hold its BOOT button while the tool connects if it has one";
    private const string UnknownArguments = "ERROR(S):";
    private const string Uncaught = "Unhandled exception.";
    private const string Details = "run it again with -Verbose (--verbose) and read nanoff's own words";

    /// <summary>The error that nanoff named, if any.</summary>
    public static int? CodeIn(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (Named().Match(line) is { Success: true } match) return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (line == UnknownArguments) return 9000;
        }

        return null;
    }

    /// <summary>The exception for an error; <paramref name="code"/> is null where nanoff ended badly without naming one.</summary>
    public static NanoffException Explain(NanoffCall call, int? code, IReadOnlyList<string> lines)
    {
        var (cause, next) = code switch
        {
            2000 or 2001 or 2002 when call.Arguments.Contains("--nanodevice") => ("the board does not answer as nanoFramework", Replug),
            2000 => ("the board does not answer as nanoFramework", Replug),
            2002 or 2003 => ("the board answered, but did not take what was written", Replug),
            4000 => ("the chip's boot loader did not do what it was asked", Replug),
            4001 => ("the size of the chip's flash does not fit this firmware", "choose another target with -Target (--target)"),
            4002 or 4003 or 4004 => ("the chip's flash could not be read or written", Replug + ", and try another cable"),
            4005 or 6000 => ("the serial port cannot be opened", "close what else uses it (a serial monitor, Visual Studio); on Linux be in the group dialout"),
            6001 => ("no serial port was named", "name one with -Port (--port)"),
            6002 => ("another program of nanoFramework has the serial port", "close Visual Studio's Device Explorer and other runs of nanoff"),
            9000 => ("nanoff does not know these arguments", "update it: dotnet tool update --global nanoff --version \"" + NanoffTool.Versions + "\""),
            9005 or 9015 => ("this target or version of the firmware is not published", "see what is with: nanoff --listtargets --platform esp32; then choose with -Target and -FirmwareVersion"),
            9006 or 9007 => ("the firmware could not be downloaded", "look at the internet connection of this computer and try again"),
            9008 => ("nanoff does not find the image", "give the full path of the image"),
            null when Words(lines).Contains("HttpRequestException", StringComparison.Ordinal) => ("nanoff does not reach the site where firmware is published", "look at the internet connection of this computer and try again"),
            null => ($"nanoff failed while {call.What}", Details),
            _ => ($"nanoff failed while {call.What} (E{code})", Details),
        };
        var words = Words(lines);
        var said = words.Length == 0 ? "" : $" (nanoff: {words})";
        return new NanoffException($"{Capital(cause)}{said}.", next + ".") { Code = code };
    }

    /// <summary>The line that tells most: that of the error, else the uncaught exception's first, else what follows on the list of wrong arguments, else the last.</summary>
    private static string Words(IReadOnlyList<string> lines) =>
        (lines.LastOrDefault(line => Named().IsMatch(line))
            ?? lines.FirstOrDefault(line => line.StartsWith(Uncaught, StringComparison.Ordinal))
            ?? lines.SkipWhile(line => line != UnknownArguments).Skip(1).FirstOrDefault()
            ?? lines.LastOrDefault(line => line.Length > 0)
            ?? "").Trim();

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(@"(?:^|\.\.\.)\s*(?:Error )?E(\d{4})(?::|\s*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
