using System.Globalization;
using System.Security.Cryptography;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;
using Nanofleet.Load.Report;

namespace Nanofleet.Load.Run;

/// <summary>A whole run: warm up, load, wait for rest, look into the database, tell.</summary>
internal sealed class LoadRun(LoadOptions options, Target target, TextWriter output)
{
    /// <param name="stop">Ends the sending early; the result tells of what was sent.</param>
    /// <exception cref="LoadException">The load could not be made.</exception>
    public async Task<LoadResult> RunAsync(CancellationToken stop)
    {
        FaultSchedule.Check(options.Faults, target);
        var seed = options.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        var random = new Random(seed);
        var run = RandomNumberGenerator.GetHexString(6, lowercase: true); // never from the seed: a database must not know these devices yet
        var pubackMeansStored = await GatewayWord.PubackMeansStoredAsync(target, stop);
        await output.WriteLineAsync($"broker {target.Broker}, {options.Connections} connections, devices load-{run}-*, seed {seed}; a PUBACK {(pubackMeansStored is true ? "means stored" : "means that the broker has it")}");

        LoadPhase? warmUp = null;
        if (options.WarmUp > TimeSpan.Zero)
        {
            var warm = options with { Messages = null, Duration = options.WarmUp, Rate = null, Devices = Math.Min(options.Connections, options.Devices ?? options.Connections) };
            warmUp = new LoadPhase(target, warm, pubackMeansStored, $"warm-{run}-", random);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"warming up for {options.WarmUp.TotalSeconds:0.#} s"));
            await warmUp.RunAsync([], new Progress(TextWriter.Null, []), stop);
        }

        var phase = new LoadPhase(target, options, pubackMeansStored, $"load-{run}-", random);
        var programs = target.Processes.Select(program => new CpuAccount(program.Name, program.ProcessId)).ToArray();
        var progress = new Progress(output, programs);
        var memoryBefore = programs is [var gateway, ..] ? gateway.ResidentBytes : 0;
        await phase.RunAsync(options.Faults, progress, stop);
        foreach (var program in programs) program.Look();
        long[] memory = [memoryBefore, progress.Memory.Count > 0 ? progress.Memory[progress.Memory.Count / 2] : memoryBefore, programs is [var last, ..] ? last.ResidentBytes : 0];
        await output.WriteLineAsync("at rest; every message is looked for in the database");
        return await JudgeAsync(phase, warmUp, programs, memory);
    }

    private async Task<LoadResult> JudgeAsync(LoadPhase phase, LoadPhase? warmUp, CpuAccount[] programs, long[] memory)
    {
        var tally = phase.Tally;
        List<string> faults = [];
        Verdict? verdict = null;
        BalanceCheck? balance = null;
        long warmLost = 0, warmTwice = 0;
        if (target.Tables is { } tables && target.CountPeer is null)
        {
            if (target.Http is { } http) balance = await BalanceCheck.ReadAsync(http, target.KeyFile, phase.Fleet.Prefix, CancellationToken.None);
            verdict = await VerdictAsync(tables, phase, "", faults);
            if (warmUp is not null)
            {
                var warm = await VerdictAsync(tables, warmUp, "in the warm-up ", faults);
                (warmLost, warmTwice) = (warm.Lost, warm.Duplicates);
            }
            if (balance is { AddsUp: false }) faults.Add($"the balance does not add up: taken {balance.Taken}, stored {balance.Stored}, waiting {balance.Waiting}, dropped {balance.Dropped}");
            if (balance is not null && balance.Stored != verdict.Stored && !phase.IsCalledOff) faults.Add($"the balance says {balance.Stored} stored, the database has {verdict.Stored}");
        }

        long? peer = target.CountPeer is null ? null : phase.Stored;
        var stored = verdict?.Stored ?? peer;
        var through = Math.Max(1, stored ?? (options.Qos == 0 ? tally.Sent : tally.Acked));
        return new LoadResult
        {
            Sent = tally.Sent,
            Acked = options.Qos == 0 ? null : tally.Acked,
            Stored = stored,
            Lost = verdict?.Lost + warmLost ?? (peer is { } counted && !phase.IsCalledOff ? Math.Max(0, tally.Sent - counted) : null),
            Duplicates = verdict?.Duplicates + warmTwice ?? (peer is { } more ? Math.Max(0, more - tally.Sent) : null),
            Rate = phase.Elapsed > TimeSpan.Zero ? (stored ?? tally.Acked) / phase.Elapsed.TotalSeconds : 0,
            Elapsed = phase.Elapsed,
            P50 = phase.Latencies.Percentile(.5),
            P99 = phase.Latencies.Percentile(.99),
            LatencyMeaning = phase.PubackTells ? "from publish to PUBACK, which means stored"
                : target.Tables is not null && target.CountPeer is null ? $"from publish to visible in the database, looked for every {LedgerWatch.Period.TotalMilliseconds:0} ms on one board"
                : phase.Keep == Keep.UntilStored ? "from publish to the board's 'stored' answer, at most one a second"
                : "not measured",
            Cpu = [.. programs.Select(program => (program.Name, program.Spent.TotalMicroseconds / through))],
            GeneratorCpu = phase.Generator.Cpu.TotalMicroseconds / Math.Max(1, tally.Sent),
            Repeated = tally.Repeated,
            ConnectionsLost = tally.Lost,
            Memory = memory,
            Balance = balance,
            Unanswered = options.Qos == 0 ? 0 : tally.Sent - tally.Acked,
            Faults = faults,
        };
    }

    private async Task<Verdict> VerdictAsync(ResultTables tables, LoadPhase phase, string where, List<string> faults)
    {
        var everySent = (options.Qos == 0 || phase.Keep == Keep.UntilStored) && !phase.IsCalledOff;
        var verdict = Verdict.Of(phase.Fleet, await tables.FindAsync(phase.Fleet, CancellationToken.None), everySent);
        faults.AddRange(verdict.Examples.Select(example => where + example));
        if (verdict.Strange > 0) faults.Add($"{where}{verdict.Strange} rows that no message made");
        return verdict;
    }
}
