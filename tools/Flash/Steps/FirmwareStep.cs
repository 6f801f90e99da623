using Nanofleet.Flash.Board;
using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Steps;

/// <summary>Sees to it that the board runs the nanoFramework firmware that is asked for, and knows by reading back that it does.</summary>
internal sealed class FirmwareStep(NanoffTool nanoff, Screen screen, BoardLink link, FlashOptions options)
{
    private Version Wanted => options.FirmwareVersion;

    /// <returns>What runs on the board now, and whether it was flashed anew.</returns>
    /// <exception cref="NanoffException">It could not be flashed, or runs something else all the same.</exception>
    public async Task<(DeviceDetails Board, bool Flashed)> BringAsync(CancellationToken cancel)
    {
        var board = await link.TryReadAsync(cancel);
        screen.Step("board", board is null ? $"on {link.Port} does not answer as nanoFramework" : $"{board.Target} on {link.Port}, nanoFramework {board.Firmware}");
        var target = await TargetAsync(board, cancel);
        if (board is not null && board.Target == target && FirmwarePin.Fits(board.Firmware, Wanted))
        {
            screen.Step("firmware", $"is {board.Firmware} already");
            return (board, false);
        }

        var version = await VersionAsync(target, cancel);
        await FlashAsync(target, version, erase: board is null, cancel);
        var after = await link.ReadAfterRestartAsync(cancel);
        if (after.Target == target && after.Firmware == version) return (after, true);
        throw new NanoffException(
            $"nanoff says that {target} {version} is flashed, but the board runs {after.Target} {after.Firmware}.",
            "unplug the board, hold its BOOT button while you plug it in, and run this once more.");
    }

    private async Task FlashAsync(string target, Version version, bool erase, CancellationToken cancel)
    {
        if (erase && !screen.Agree("All of its flash is erased, files included. Go on?"))
            throw new NanoffException("Nothing was flashed.", "press the board's reset button and run this once more: a board that answers as nanoFramework keeps its files.");
        screen.Step("firmware", $"flashing {target} {version}, which takes a minute or two{(erase ? "; the whole flash is erased" : "")}");
        await link.RememberPortsAsync(cancel);
        await nanoff.RunAsync(NanoffCall.Update(link.Port, target, version.ToString(), erase), cancel);
    }

    /// <summary>The one asked for where it fits the chip, else the one on the board, else the one that fits the chip best.</summary>
    private async Task<string> TargetAsync(DeviceDetails? board, CancellationToken cancel)
    {
        if (board is not null && (options.Target is null || options.Target == board.Target)) return board.Target;
        var lines = await nanoff.RunAsync(NanoffCall.Identify(link.Port), cancel);
        var (chip, best) = (TargetFamily.ChipIn(lines), TargetFamily.BestIn(lines));
        var target = options.Target ?? best ?? throw new NanoffException("nanoff does not say which target fits this chip.", "name one with -Target (--target); nanoff --listtargets --platform esp32 shows them.");
        if (TargetFamily.Of(target) is { } family && chip is not null && family != chip)
            throw new NanoffException($"The target {target} is for an {family}, and the chip on {link.Port} is an {chip}.", best is null ? "name another one with -Target (--target)." : $"leave -Target (--target) out, or take {best}.");
        screen.Step("target", options.Target is null ? $"{target}, which fits the chip best" : target);
        return target;
    }

    private async Task<Version> VersionAsync(string target, CancellationToken cancel)
    {
        if (Wanted.Revision >= 0) return Wanted;
        var published = PublishedFirmware.Read(await nanoff.RunAsync(NanoffCall.ListTargets(), cancel), target);
        return published.FirstOrDefault(version => FirmwarePin.Fits(version, Wanted)) ?? throw new NanoffException(
            published.Count == 0 ? $"No firmware is published for the target {target}." : $"No firmware {Wanted}.* is published for {target}; there is {string.Join(", ", published)}.",
            "name another target with -Target, or one of these versions with -FirmwareVersion: its native parts must be those of device/App/packages.config, or the application will not start.");
    }
}
