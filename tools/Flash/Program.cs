using System.CommandLine;
using System.ComponentModel;
using Nanofleet.Flash;
using Nanofleet.Flash.Steps;
using Nanofleet.Nanoff;

const int failed = 1;
const int wrongArguments = 2;
const int stopped = 130;

var root = FlashCommand.Make(async (options, cancel) =>
{
    var screen = new Screen(Console.In, Console.Out, isInteractive: !Console.IsInputRedirected, options.Verbose);
    if (options.WhatIf)
    {
        WhatIf.Print(options, Console.Out);
        return 0;
    }

    var nanoff = await new NanoffInstaller(screen.Say, screen.Verbose).FindOrInstallAsync(cancel);
    await new FlashRun(nanoff, screen, FlashRecord.OfThisUser(), options).RunAsync(cancel);
    return 0;
});
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("See --help.");
    return wrongArguments;
}

try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return code == stopped ? await StoppedAsync() : code; // a question that is still open does not hear Ctrl-C
}
catch (NanoffException e)
{
    await Console.Error.WriteLineAsync($"FAILED: {e.Message}");
    return failed;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
{
    await Console.Error.WriteLineAsync($"FAILED: {e.Message}\n  next: give this user the right to what is named, free space where it is lacking, and run it again.");
    return failed;
}
catch (OperationCanceledException)
{
    return await StoppedAsync();
}

static async Task<int> StoppedAsync()
{
    await Console.Error.WriteLineAsync("\nstopped; run it again to bring the board into order");
    return stopped;
}
