using Nanofleet.Benchmarks;
using Nanofleet.Benchmarks.Ingest;
using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;
using Nanofleet.Benchmarks.Scenarios;
using Nanofleet.Benchmarks.Store;

// What the broker and the client cost, beside others, in one run: dotnet run -c Release --project tests/Benchmarks -- <scenario> [options]
// What storing costs by itself has options of its own: -- store [options]
// What a message costs before and after the database: -- ingest
// The hidden verbs are the same program as one peer in a process of its own, so that its CPU and memory are measured alone.
if (args is [ServeVerb.Name, ..]) return await ServeVerb.RunAsync(args);
if (args is [ReceiveVerb.Name, ..]) return await ReceiveVerb.RunAsync(args);
if (args is [MisbehaveVerb.Name, ..]) return await MisbehaveVerb.RunAsync(args);
if (args is [StoreVerb.Name, ..]) return await StoreVerb.RunAsync(args);
if (args is [IngestVerb.Name]) return await IngestVerb.RunAsync();

IScenario[] all = [.. ScenarioList.All];
if (args.Length == 0 || !BenchmarkOptions.TryParse(args[1..], out var options, out var fault))
{
    Console.Error.WriteLine(BenchmarkOptions.Usage(all));
    return 2;
}
var chosen = args[0] == "all" ? all : [.. all.Where(scenario => scenario.Name == args[0])];
if (chosen.Length == 0 || fault is not null)
{
    Console.Error.WriteLine(fault ?? $"there is no scenario '{args[0]}'");
    Console.Error.WriteLine(BenchmarkOptions.Usage(all));
    return 2;
}
if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("the load generator and the memory figures need Linux");
    return 2;
}
foreach (var scenario in chosen) await ScenarioRun.RunAsync(scenario, options);
return 0;
