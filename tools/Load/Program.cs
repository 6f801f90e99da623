using System.CommandLine;
using Nanofleet.Load.CommandLine;
using Nanofleet.Load.Peers;
using Nanofleet.Load.Run;

if (PeerVerb.IsMeant(args)) return await PeerVerb.RunAsync(args[0]);

var root = new RootCommand("Sends what a fleet of boards would send, and then looks for every single message in the database: what is lost, what is there twice, how fast, at what cost.")
{
    EmbeddedCommand.Make(),
    ConnectedCommand.Make(),
    CompareCommand.Make(),
    StormCommand.Make(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("See --help.");
    return Runner.WrongArguments;
}

try
{
    // Ctrl-C ends the sending; what was sent is still looked for, and what was started is stopped.
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(5), EnableDefaultExceptionHandler = false });
}
catch (LoadException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.IsArgument ? Runner.WrongArguments : Runner.NotPossible;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("stopped before anything was sent");
    return Runner.NotPossible;
}
