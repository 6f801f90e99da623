using Nanofleet.Provision.Run;

namespace Nanofleet.Provision.Batch;

/// <summary>One board after the other; a failure of one does not stop the others.</summary>
internal sealed class BatchRun(ITerminal terminal, TimeProvider clock, Func<ProvisionOptions, CancellationToken, Task<Provisioned>> provision)
{
    /// <returns>Whether all are done.</returns>
    public async Task<bool> RunAsync(BatchFile batch, CancellationToken cancel)
    {
        var result = BatchResult.Open(batch, clock);
        string? portBefore = null;
        var isFirst = true;
        foreach (var line in batch.Lines)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"line {line.Number}: {line.DeviceId}{(result.IsDone(line) ? " is done since an earlier run" : "")}");
            if (result.IsDone(line)) continue;
            if (!isFirst && line.Options.Port == portBefore) await terminal.AskAsync($"Connect the board that becomes {line.DeviceId}, and press Enter.", cancel);
            (isFirst, portBefore) = (false, line.Options.Port);
            try
            {
                result.SetDone(line, (await provision(line.Options, cancel)).Mac);
            }
            catch (ProvisionException fault)
            {
                result.SetFailed(line, fault);
            }
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{result.DoneCount} of {result.Count} boards are done; {batch.ResultFile} tells of each.{(result.DoneCount < result.Count ? " The same command again goes on with the others." : "")}");
        return result.DoneCount == result.Count;
    }
}
