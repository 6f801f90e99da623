using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Nanofleet.Nanoff;

/// <summary>
/// Runs nanoff and says what came of it. nanoff has reported success where nothing was done, so a call that returns here
/// means only that nanoff named no fault: whoever needs to know reads back what is on the board.
/// </summary>
public sealed partial class NanoffTool
{
    /// <summary>What is installed: the newest of the line that this project was written against.</summary>
    public const string Versions = "2.5.*";

    /// <summary>From here on an ESP32 gets an application by itself without new firmware, and the targets have their present names.</summary>
    public static readonly Version Oldest = new(2, 5, 157);

    /// <summary>Above that the tool is for the next generation of nanoFramework.</summary>
    private static readonly Version Next = new(3, 0);

    private readonly string _program;
    private readonly Action<string>? _verbose;

    /// <param name="program">Its full path.</param>
    /// <param name="verbose">Gets each command, and each line that nanoff prints.</param>
    public NanoffTool(string program, Action<string>? verbose = null) => (_program, _verbose) = (program, verbose);

    /// <summary>True for a version that this project can use.</summary>
    public static bool Fits(Version version) => version >= Oldest && version < Next;

    /// <summary>The version of this nanoff.</summary>
    /// <exception cref="NanoffException">It does not run, or names no version.</exception>
    public async Task<Version> ReadVersionAsync(CancellationToken cancel = default)
    {
        var lines = await RunAsync(NanoffCall.Version(), cancel);
        var found = lines.Select(line => VersionText().Match(line)).FirstOrDefault(match => match.Success);
        return found is null
            ? throw new NanoffException($"{_program} does not tell its version.", $"install it anew: dotnet tool update --global nanoff --version \"{Versions}\".")
            : System.Version.Parse(found.ValueSpan);
    }

    /// <summary>Runs one call to its end and returns the lines that it printed.</summary>
    /// <exception cref="NanoffException">It could not be started, took too long, or named a fault.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(NanoffCall call, CancellationToken cancel = default)
    {
        _verbose?.Invoke($"> {call}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(call.Limit);
        var lines = new List<string>();
        var start = new ProcessStartInfo(_program, call.Arguments) { StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8 };
        start.Environment["DOTNET_ROLL_FORWARD"] = "Major"; // nanoff is made for .NET 8, of which there may be none here
        try
        {
            var exitCode = await ConsoleProgram.RunAsync(start, Take, limit.Token);
            var code = NanoffErrors.CodeIn(lines);
            return code is null && exitCode == 0 ? lines : throw NanoffErrors.Explain(call, code, lines);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NanoffException(
                $"nanoff did not end within {call.Limit.TotalMinutes:0.##} minutes while {call.What}.",
                "see that the port is the board's, unplug the board and plug it in again, hold its BOOT button while the tool connects if it has one.");
        }
        catch (Win32Exception e)
        {
            throw new NanoffException($"{_program} cannot be started ({e.Message}).", $"install it: dotnet tool install --global nanoff --version \"{Versions}\".", e);
        }

        void Take(string raw)
        {
            var line = Colour().Replace(raw, "");
            lines.Add(line);
            if (line.Length > 0) _verbose?.Invoke(line);
        }
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+", RegexOptions.CultureInvariant)]
    private static partial Regex VersionText();

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
