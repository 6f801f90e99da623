using System.CommandLine;
using System.Text.RegularExpressions;

namespace Nanofleet.Flash;

/// <summary>The command line. flash.ps1 forwards exactly these options; a test holds the two together.</summary>
internal static partial class FlashCommand
{
    private static readonly Option<string?> Port = new("--port") { Description = "Serial port of the board, such as COM9 or /dev/ttyUSB0. [the only one; asked for when there are several]" };
    private static readonly Option<string?> Target = new("--target") { Description = "nanoFramework's name of the firmware for this board, such as ESP32_PSRAM_REV0. [the one that it runs, else the one that fits its chip]" };
    private static readonly Option<string?> FirmwareVersion = new("--firmware-version") { Description = $"Version of nanoFramework's firmware: a line such as 1.17.0, of which the newest is taken, or one build such as 1.17.0.812. [{FirmwarePin.Line}, which belongs to the packages of device/]" };
    private static readonly Option<FileInfo?> Image = new("--image") { Description = "Image of the application, a .bin file of a release. [built here from device/App]" };
    private static readonly Option<FileInfo?> SettingsFile = new("--settings-file") { Description = "Settings for the board, which become I:\\nanofleet.json; a certificate that they name in broker_ca is taken from the same folder. [the board keeps what it has]" };
    private static readonly Option<bool> WhatIf = new("--what-if") { Description = "Print the commands and run none." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show what nanoff and MSBuild say." };

    public static RootCommand Make(Func<FlashOptions, CancellationToken, Task<int>> run)
    {
        Target.Validators.Add(result => Check(result.GetValueOrDefault<string?>(), text => TargetName().IsMatch(text), "--target", "is no target's name; ESP32_PSRAM_REV0 is one, see: nanoff --listtargets --platform esp32.", result.AddError));
        FirmwareVersion.Validators.Add(result => Check(result.GetValueOrDefault<string?>(), text => Version.TryParse(text, out var version) && version.Build >= 0, "--firmware-version", "is no version; write three numbers, as in 1.17.0, or four.", result.AddError));
        foreach (var file in (Option<FileInfo?>[])[Image, SettingsFile])
            file.Validators.Add(result => Check(result.Tokens is [var token] ? token.Value : null, File.Exists, file.Name, "there is no such file; give its full path.", result.AddError));
        var root = new RootCommand("Brings nanoFramework and Nanofleet's firmware onto an ESP32, and reads back that they are there. What is right already stays as it is.") { Port, Target, FirmwareVersion, Image, SettingsFile, WhatIf, Verbose };
        root.SetAction((parsed, cancel) => run(Read(parsed), cancel));
        return root;
    }

    private static FlashOptions Read(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(Port),
        Target = parsed.GetValue(Target),
        FirmwareVersion = parsed.GetValue(FirmwareVersion) is { } text ? Version.Parse(text) : FirmwarePin.Line,
        Image = parsed.GetValue(Image),
        SettingsFile = parsed.GetValue(SettingsFile),
        WhatIf = parsed.GetValue(WhatIf),
        Verbose = parsed.GetValue(Verbose),
    };

    private static void Check(string? value, Func<string, bool> fits, string option, string fix, Action<string> fault)
    {
        if (value is not null && !fits(value)) fault($"{option} {value}: {fix}");
    }

    [GeneratedRegex("^[A-Za-z0-9_]{3,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex TargetName();
}
