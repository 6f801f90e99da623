using Nanofleet.Provision.Run;

namespace Nanofleet.Provision.Batch;

/// <summary>One board after the other; a failure of one does not stop the others.</summary>
internal sealed class BatchRun(ITerminal terminal, TimeProvider clock, Func<ProvisionOptions, CancellationToken, Task<Provisioned>> provision)
{
    /// <returns>Whether all are done.</returns>
    public async Task<bool> RunAsync(BatchFile batch, CancellationToken cancel)
    {
        var result = BatchResult.Open(batch, clock);
        var before = new List<BatchLine>(); // whose boards may still be connected
        foreach (var line in batch.Lines)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"line {line.Number}: {line.DeviceId}{(result.IsDone(line) ? " is done since an earlier run" : "")}");
            var isMet = line.MayMeet(before);
            before.Add(line);
            if (result.IsDone(line)) continue;
            if (isMet && await terminal.AskAsync($"Connect the board that becomes {line.DeviceId}, and press Enter.", cancel) is null) break; // else the board before would become this one
            try
            {
                result.SetDone(line, (await provision(line.Options, cancel)).Mac);
            }
            catch (ProvisionException fault)
            {
                result.SetFailed(line, fault);
            }

            if (result.Unwritten is { } why) terminal.Out.WriteLine($"warning: {batch.ResultFile} cannot be written ({why}): close it where it is open, or this board counts as not done when the command is repeated");
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{result.DoneCount} of {result.Count} boards are done; {batch.ResultFile} tells of each.{(result.DoneCount < result.Count ? " The same command again goes on with the others." : "")}");
        return result.DoneCount == result.Count;
    }
}
