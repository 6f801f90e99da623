using Nanofleet.Flash.Board;
using Nanofleet.Flash.Image;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Steps;

/// <summary>The commands of a run, as one would type them; what only the board or the publisher can tell stands in angle brackets.</summary>
internal static class WhatIf
{
    public static void Print(FlashOptions options, TextWriter output)
    {
        var files = options.SettingsFile is { } settings ? BoardSettings.Read(settings) : []; // what is wrong with them, before anything is printed
        var port = options.Port ?? "<port>";
        var target = options.Target ?? "<target>";
        var version = options.FirmwareVersion.Revision < 0 ? $"<newest {options.FirmwareVersion}.*>" : options.FirmwareVersion.ToString();
        var lacksImage = options.Image is null && !AppBuild.IsPossible;
        var image = lacksImage ? "<image>" : options.Image?.FullName ?? Path.Combine("device", "App", "bin", "Release", "Nanofleet.Device.App.bin");
        Line($"where there is no nanoff {NanoffTool.Versions}", $"dotnet {string.Join(' ', NanoffInstaller.Arguments)}");
        if (options.Port is null) Line("to find the port", NanoffCall.ListPorts());
        Line("what runs on the board", NanoffCall.DeviceDetails(port));
        Line("where that is not nanoFramework", NanoffCall.Identify(port));
        if (options.FirmwareVersion.Revision < 0) Line($"where it is not {options.FirmwareVersion}.*", NanoffCall.ListTargets());
        Line("then, with --masserase only where it was not nanoFramework", NanoffCall.Update(port, target, version, erase: true));
        if (options.Image is null && !lacksImage)
            foreach (var call in AppBuild.Calls) Line("building the application", $"MSBuild {string.Join(' ', call)}");
        if (files.Count > 0) Line($"with {string.Join(" and ", files.Select(file => file.OnBoard))}", NanoffCall.Files("<temporary file>"));
        Line(lacksImage ? "the application, from an image that --image must name: only Windows can build it" : "the application", NanoffCall.Deploy(port, image));
        Line("where the board does not take it so", NanoffCall.DeployByBootLoader(port, target, image));
        Line("reading back", NanoffCall.DeviceDetails(port));

        void Line(string why, object command) => output.WriteLine($"# {why}\n{command}");
    }
}
