using Nanofleet.Nanoff;
using Nanofleet.Provision.Improv;
using Nanofleet.Provision.Serial;

namespace Nanofleet.Provision.Boards;

/// <summary>Finds the port, and by which way the board on it is reached.</summary>
/// <param name="ports">What is connected to this computer.</param>
/// <param name="nanoff">Finds nanoff; null where it is not installed.</param>
internal sealed class BoardFinder(ITerminal terminal, Func<IReadOnlyList<PortInfo>> ports, Func<CancellationToken, Task<NanoffTool?>> nanoff, ImprovPatience patience, TimeProvider clock, Action<string>? verbose) : IBoardFinder
{
    private const string Install = $"dotnet tool install --global nanoff --version \"{NanoffTool.Versions}\"";

    public async Task<IBoard> FindAsync(string? port, BoardWay way, CancellationToken cancel)
    {
        var name = port ?? await ChoosePortAsync(cancel);
        if (way == BoardWay.Nanoff) return new NanoffBoard(await nanoff(cancel) ?? throw NoNanoff(), name);
        if (await FindImprovAsync(name, cancel) is { } board) return board;
        return way == BoardWay.Improv ? throw ImprovFaults.NoAnswer(name) : await FindByNanoffAsync(name, cancel);
    }

    private async Task<IBoard?> FindImprovAsync(string port, CancellationToken cancel)
    {
        var board = new ImprovBoard(SerialPorts.Open(port), patience, clock, verbose);
        var isThere = false;
        try
        {
            isThere = await board.IsThereAsync(cancel);
            return isThere ? board : null;
        }
        finally
        {
            if (!isThere) board.Dispose();
        }
    }

    private async Task<IBoard> FindByNanoffAsync(string port, CancellationToken cancel)
    {
        var tool = await nanoff(cancel) ?? throw Unheard(port, "and nanoff, the other way to a board, is not installed here", $"If this is the port of the debugger, install nanoff ({Install}) and repeat this command. ");
        try
        {
            await DeviceDetails.ReadAsync(tool, port, cancel);
            return new NanoffBoard(tool, port);
        }
        catch (NanoffException e)
        {
            throw Unheard(port, $"and nanoff finds none either: {e.Cause.TrimEnd('.')}", "");
        }
    }

    private async Task<string> ChoosePortAsync(CancellationToken cancel)
    {
        var found = ports();
        if (found.Count == 0) throw new ProvisionException(ExitCodes.Board, "No serial port is there.", "Connect the board with a cable that carries data (many only charge); a USB-UART chip may need its driver (CP210x, CH34x, FTDI).");
        if (found.Count == 1) return found[0].Name;
        if (!terminal.IsInteractive) throw new ProvisionException(ExitCodes.Board, $"There are several serial ports: {string.Join(", ", found)}.", "Name the board's with --port.");
        terminal.Out.WriteLine();
        for (var i = 0; i < found.Count; i++) terminal.Out.WriteLine($"  {i + 1}  {found[i]}");
        while (await terminal.AskAsync($"On which port is the board? 1 to {found.Count}:", cancel) is { } answer)
        {
            if (int.TryParse(answer, out var number) && number >= 1 && number <= found.Count) return found[number - 1].Name;
        }

        throw new ProvisionException(ExitCodes.Board, "No port was chosen.", "Name the board's with --port.");
    }

    private static ProvisionException NoNanoff() => new(ExitCodes.Board, "nanoff is not installed here.", $"Run: {Install}. Then repeat this command.");

    private static ProvisionException Unheard(string port, string also, string next)
    {
        var fault = ImprovFaults.NoAnswer(port);
        return new ProvisionException(ExitCodes.Board, $"{fault.Message.TrimEnd('.')} to Improv, {also}.", next + fault.Next);
    }
}
