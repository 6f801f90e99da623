using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Board;

/// <summary>The board behind a serial port, which comes back after a restart, on boards with USB of their own under another name.</summary>
internal sealed class BoardLink(NanoffTool nanoff, Screen screen, string port, TimeSpan pause)
{
    /// <summary>A board needs a few seconds to restart, one that formats its file system half a minute.</summary>
    private const int Attempts = 8;

    /// <summary>nanoff reached the port, but no nanoFramework behind it.</summary>
    private static readonly int[] NotNano = [2000, 2001, 2002];

    /// <summary>nanoff did not reach the port.</summary>
    private static readonly int[] NoPort = [4005, 6000];

    private IReadOnlyList<string>? _before;

    public string Port { get; private set; } = port;

    /// <summary>What runs on the board; null when it does not answer as nanoFramework.</summary>
    /// <exception cref="NanoffException">The port cannot be used, or nanoff failed otherwise.</exception>
    public async Task<DeviceDetails?> TryReadAsync(CancellationToken cancel)
    {
        try
        {
            return await DeviceDetails.ReadAsync(nanoff, Port, cancel);
        }
        catch (NanoffException e) when (e.Code is { } code && NotNano.Contains(code))
        {
            return null;
        }
    }

    /// <summary>Before something restarts the board: remembers which ports there are.</summary>
    public async Task RememberPortsAsync(CancellationToken cancel) => _before = await PortsAsync(cancel);

    /// <summary>Reads it as soon as it answers after a restart; a port that is gone is looked for among those that are new.</summary>
    /// <exception cref="NanoffException">It did not come back.</exception>
    public async Task<DeviceDetails> ReadAfterRestartAsync(CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            await Task.Delay(pause, cancel);
            try
            {
                if (await TryReadAsync(cancel) is { } details) return details;
            }
            catch (NanoffException e) when (attempt < Attempts && e.Code is { } code && NoPort.Contains(code))
            {
                await FollowAsync(cancel);
            }

            if (attempt == Attempts)
                throw new NanoffException($"The board on {Port} did not come back as nanoFramework after its restart.", "press its reset button, or unplug it and plug it in again, then run this once more: what is done already is not done again.");
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        var ports = await PortsAsync(cancel);
        if (_before is null || ports.Contains(Port) || ports.Except(_before).ToArray() is not [var moved]) return;
        screen.Step("port", $"{Port} is gone, the board is on {moved} now");
        Port = moved;
    }

    private async Task<IReadOnlyList<string>> PortsAsync(CancellationToken cancel) => PortNames.Read(await nanoff.RunAsync(NanoffCall.ListPorts(), cancel));
}
