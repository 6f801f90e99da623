using System.Diagnostics;
using Nanofleet.Fuzz;

var options = FuzzOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(FuzzOptions.Usage);
    return 2;
}

Exception? unobserved = null;
TaskScheduler.UnobservedTaskException += (_, e) => unobserved = e.Exception;
var runs = FuzzRun.Targets.Where(target => options.Target is null || target.Name == options.Target).Select(target => new FuzzRun(target) { MostExecutions = options.Cases }).ToList();
foreach (var run in runs)
{
    var begun = Stopwatch.GetTimestamp();
    var finding = options.OnlyOne
        ? run.RunOne(options.Seed)
        : run.RunFor(TimeSpan.FromMinutes(options.Minutes / runs.Count), options.Seed, TimeSpan.FromSeconds(30), held => Report(run, begun, held));
    Report(run, begun, GC.GetTotalMemory(forceFullCollection: true));
    Console.WriteLine($"  packets: {string.Join(", ", run.Coverage.Packets.Select(count => $"{count.Key} {count.Value}"))}");
    Console.WriteLine($"  outcomes: {string.Join(", ", run.Coverage.Outcomes.Select(count => $"{count.Key} {count.Value}"))}");
    if (finding is null && unobserved is not null) finding = new FuzzFinding(run.Name, options.Seed, unobserved);
    if (finding is null) continue;
    Console.WriteLine($"FOUND {finding}");
    Console.WriteLine($"again: dotnet run -c Release --project tests/Fuzz -- --target {finding.Target} --seed {finding.Seed} --one");
    return 1;
}
return 0;

static void Report(FuzzRun run, long begun, long held)
{
    var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
    Console.WriteLine(
        $"{DateTime.UtcNow:HH:mm:ss} {run.Name}: {run.Executions} executions, {run.Executions / seconds:0}/s, {run.Coverage.Packets.Count} kinds of packets, "
        + $"{run.Coverage.Outcomes.Count} distinct outcomes, {held / 1048576.0:0.0} MB held, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB process");
}
