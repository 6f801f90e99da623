using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Gateway;
using Nanofleet.Provision.Label;
using Nanofleet.Provision.Resume;

namespace Nanofleet.Provision.Run;

/// <summary>
/// One board, from blank to its first stored reading. In such an order that a fault costs nothing: gateway, board and Wi-Fi are
/// tried before a claim code is used up; what the gateway gave is kept until all is done; the board changes nothing before it
/// has everything. So whatever stopped a run, the same command again goes on.
/// </summary>
internal sealed class ProvisionRun(IGateway gateway, IBoardFinder boards, ITerminal terminal, RunMemory memory, TimeProvider clock, TimeSpan pollPause)
{
    private const int Steps = 6;

    /// <summary>Returns what the board became; a fault has been shown already when it is thrown on.</summary>
    public async Task<Provisioned> RunAsync(ProvisionOptions options, CancellationToken cancel)
    {
        var progress = new Progress(terminal, Steps);
        try
        {
            return await RunAsync(options, progress, cancel);
        }
        catch (Exception e) when (Failures.Of(e) is { } fault)
        {
            progress.Fault(fault);
            throw fault;
        }
        finally
        {
            progress.Break();
        }
    }

    private async Task<Provisioned> RunAsync(ProvisionOptions options, Progress progress, CancellationToken cancel)
    {
        progress.Begin("gateway", gateway.Address.Authority);
        await gateway.CheckAsync(cancel);
        progress.Done($"answers, {gateway.Trust}");

        progress.Begin("board", options.Port ?? "looking for it");
        var written = WrittenBefore(options);
        using var board = await FindAsync(options, written, progress, cancel);
        return board is not null
            ? await ProvisionAsync(board, options, progress, cancel)
            : await FinishAsync(written!.Registration, written.Mac, options, progress, cancel);
    }

    /// <summary>Null where the board got its settings before and does not listen any more: what is left is to wait.</summary>
    private async Task<IBoard?> FindAsync(ProvisionOptions options, UnfinishedRun? written, Progress progress, CancellationToken cancel)
    {
        try
        {
            return await boards.FindAsync(options.Port, options.Way, cancel);
        }
        catch (Exception e) when (written is not null && Failures.Of(e) is { ExitCode: ExitCodes.Board })
        {
            progress.Done("does not listen; it got its settings when this was begun before (to give it others, erase them with its button and repeat)");
            return null;
        }
    }

    private async Task<Provisioned> ProvisionAsync(IBoard board, ProvisionOptions options, Progress progress, CancellationToken cancel)
    {
        var info = await board.IdentifyAsync(cancel);
        var deviceId = options.DeviceId ?? info.OwnId ?? throw new ProvisionException(ExitCodes.WrongArguments, "The board does not tell its own id.", "Give it one with --device-id.");
        progress.Done($"{info.Description}{(info.Mac is null ? "" : $", {info.Mac}")}, by {board.Way}");

        await JoinAsync(board, info, options, progress, cancel);
        var registration = await RegisterAsync(options, deviceId, info, progress, cancel);

        progress.Begin("settings", "sending");
        BrokerReach.Check(BoardSettings.BrokerHost(registration, gateway.Address, options.BrokerHost), info);
        var written = await board.WriteAsync(BoardSettings.Of(registration, gateway.Address, options.BrokerHost, options.ExtraSettings), cancel);
        board.Dispose(); // others may watch its console from here on
        memory.Keep(new UnfinishedRun(gateway.Address, info.Mac, registration, IsWritten: true));
        progress.Done(written);
        return await FinishAsync(registration, info.Mac, options, progress, cancel);
    }

    private async Task<Provisioned> FinishAsync(Registration registration, string? mac, ProvisionOptions options, Progress progress, CancellationToken cancel)
    {
        var deviceId = registration.DeviceId;
        progress.Begin("reading", "waiting for the first one");
        progress.Done(await new FirstReading(gateway, progress, clock, pollPause).WaitAsync(registration, BoardSettings.BrokerHost(registration, gateway.Address, options.BrokerHost), options.Timeout, cancel));
        if (memory.Forget(gateway.Address, deviceId) is { } unforgotten) progress.Note($"warning: what the gateway gave is still kept on this computer, for a day at most ({unforgotten})");

        var label = LabelContent.Of(gateway.Address, deviceId, mac);
        terminal.Out.WriteLine($"done: {label.Page}{(options.LabelFile is { } file ? LabelOutcome(file, label) : "")}");
        return new Provisioned(deviceId, mac);
    }

    // The board is done, with a label or without.
    private static string LabelOutcome(string file, LabelContent label) =>
        Failures.OfFiles(() => LabelFile.Write(file, label)) is { } why ? $"; its label could not be written ({why})"
        : $", its label is in {file}{(GatewayAddress.IsLoopback(label.Page.Host) ? ", whose code opens on this computer only, as --gateway is here" : "")}";

    private UnfinishedRun? WrittenBefore(ProvisionOptions options) =>
        options.DeviceId is { } id && memory.Find(gateway.Address, id) is { IsWritten: true } run && run.IsUsable(clock.GetUtcNow()) ? run : null;

    private async Task JoinAsync(IBoard board, BoardInfo info, ProvisionOptions options, Progress progress, CancellationToken cancel)
    {
        progress.Begin("wifi", options.Wifi is null ? "scanning" : $"joining {options.Wifi}");
        if (options.Wifi is null && info.IsJoined)
        {
            progress.Done("the board is in a network already");
            return;
        }

        var heard = await board.ScanAsync(cancel);
        var wifi = options.Wifi ?? await new WifiChoice(terminal, progress).ChooseAsync(heard, cancel);
        if (heard is not null && WifiChoice.Doubt(wifi, heard) is { } doubt) progress.Note(doubt);
        progress.Done(await board.JoinAsync(wifi, heard, cancel));
    }

    private async Task<Registration> RegisterAsync(ProvisionOptions options, string deviceId, BoardInfo info, Progress progress, CancellationToken cancel)
    {
        progress.Begin("register", deviceId);
        var unfinished = memory.Find(gateway.Address, deviceId) is { } run && (run.Mac is null || info.Mac is null || run.Mac == info.Mac) ? run : null;
        if (unfinished is not null && unfinished.IsUsable(clock.GetUtcNow()))
        {
            progress.Done("with what the gateway gave when this was begun before");
            return unfinished.Registration;
        }

        var registration = await gateway.RegisterAsync(new RegistrationRequest
        {
            ClaimCode = options.ClaimCode,
            DeviceId = deviceId,
            Mac = info.Mac,
            Model = info.Model,
            Replace = options.Replace || unfinished is not null, // what is replaced is our own, and no board works with it
        }, CancellationToken.None); // the answer uses the claim code up and comes once: it must not be lost to Ctrl-C
        if (memory.Keep(new UnfinishedRun(gateway.Address, info.Mac, registration, IsWritten: false)) is { } unkept)
            progress.Note($"warning: what the gateway gave cannot be kept ({unkept}); if this run is interrupted, the next one needs a new claim code and --replace");
        progress.Done(registration.BrokerUser is null ? "registered" : "registered, with credentials of its own");
        return registration;
    }
}
