using System.CommandLine;
using Nanofleet.Nanoff;
using Nanofleet.Provision.Batch;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Gateway;
using Nanofleet.Provision.Improv;
using Nanofleet.Provision.Resume;
using Nanofleet.Provision.Run;
using Nanofleet.Provision.Serial;

namespace Nanofleet.Provision.CommandLine;

/// <summary>The whole program, from its arguments to its exit code.</summary>
internal static class ProvisionProgram
{
    private const int ShownFaults = 30; // a batch may have a thousand lines with the same

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5); // Ctrl-C waits for the answer to a registration, which is then kept
    private static readonly TimeSpan PollPause = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args, ITerminal terminal)
    {
        var switches = new ProvisionSwitches();
        var root = new RootCommand($"Gives a board its identity, credentials and Wi-Fi, and waits until its first reading is stored. Ends with {ExitCodes.Done} when all is done, {ExitCodes.SomeNotDone} in a batch where some board is not, {ExitCodes.WrongArguments} for wrong arguments, {ExitCodes.Gateway} at the gateway, {ExitCodes.Board} at the board or its port, {ExitCodes.Wifi} at the Wi-Fi, {ExitCodes.NoReading} when no reading was stored in time, {ExitCodes.Stopped} after Ctrl-C.");
        foreach (var option in switches.All) root.Options.Add(option);
        root.SetAction(async (parsed, cancel) =>
        {
            await Task.Yield(); // the library hears Ctrl-C only once this has returned to it
            return await ActAsync(switches, parsed, terminal, cancel);
        });
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return Wrong(terminal, [.. parsed.Errors.Select(error => error.Message)]);
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = AnswerPatience + Ending, EnableDefaultExceptionHandler = false, Output = terminal.Out, Error = terminal.Error });
    }

    private static async Task<int> ActAsync(ProvisionSwitches switches, ParseResult parsed, ITerminal terminal, CancellationToken cancel)
    {
        try
        {
            if (parsed.GetValue(switches.ListPorts)) return ListPorts(terminal);
            var reader = new ArgumentReader(switches, parsed, terminal, Environment.GetEnvironmentVariable);
            if (await reader.ReadAsync(cancel) is not { } job) return Wrong(terminal, reader.Faults);
            return await ProvisionAsync(job, parsed.GetValue(switches.Verbose), terminal, cancel);
        }
        catch (Exception e) when (Failures.Of(e) is { } fault)
        {
            if (fault != e) Progress.Show(terminal, fault); // else it is on the screen already
            return fault.ExitCode;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("\nstopped; the same command again goes on where this one was");
            return ExitCodes.Stopped;
        }
    }

    private static async Task<int> ProvisionAsync(Job job, bool isVerbose, ITerminal terminal, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        Action<string>? verbose = isVerbose ? line => terminal.Error.WriteLine($"  {line}") : null;
        using var gateway = new HttpGateway(job.Gateway, job.Trust, job.ApiKey, AnswerPatience);
        var nanoff = new NanoffInstaller(line => terminal.Error.WriteLine($"  {line}"), verbose);
        var finder = new BoardFinder(terminal, PortList.Read, nanoff.FindAsync, new ImprovPatience(), clock, verbose);
        var run = new ProvisionRun(gateway, finder, terminal, new RunMemory(RunMemory.DefaultFolder, clock), clock, PollPause);
        if (job.Batch is { } batch) return await new BatchRun(terminal, clock, run.RunAsync).RunAsync(batch, cancel) ? ExitCodes.Done : ExitCodes.SomeNotDone;
        await run.RunAsync(job.Board, cancel);
        return ExitCodes.Done;
    }

    private static int ListPorts(ITerminal terminal)
    {
        var ports = PortList.Read();
        foreach (var port in ports) terminal.Out.WriteLine(port);
        if (ports.Count == 0) terminal.Out.WriteLine("No serial port is there.");
        return ExitCodes.Done;
    }

    private static int Wrong(ITerminal terminal, IReadOnlyCollection<string> faults)
    {
        foreach (var fault in faults.Take(ShownFaults)) terminal.Error.WriteLine(fault);
        if (faults.Count > ShownFaults) terminal.Error.WriteLine($"… and {faults.Count - ShownFaults} more.");
        terminal.Error.WriteLine("See --help.");
        return ExitCodes.WrongArguments;
    }
}
