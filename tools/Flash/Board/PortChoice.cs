using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Board;

/// <summary>Which serial port the board is on.</summary>
internal static class PortChoice
{
    /// <exception cref="NanoffException">There is none, or several and nobody to ask.</exception>
    public static async Task<string> ChooseAsync(string? named, NanoffTool nanoff, Screen screen, CancellationToken cancel)
    {
        if (named is not null) return named;
        var ports = PortNames.Read(await nanoff.RunAsync(NanoffCall.ListPorts(), cancel));
        return ports switch
        {
            [] => throw new NanoffException("There is no serial port on this computer.", "plug the board in with a cable that carries data, and install the driver of its USB chip (CP210x, CH340, FTDI)."),
            [var only] => only,
            _ => screen.Choose("Which one is the board?", ports) ?? throw new NanoffException($"There are several serial ports: {string.Join(", ", ports)}.", "name the board's with -Port (--port); it is the one that goes when you unplug it."),
        };
    }
}
