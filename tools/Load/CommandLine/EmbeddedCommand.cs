using System.CommandLine;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.CommandLine;

/// <summary><c>embedded</c>: starts all that it needs.</summary>
internal static class EmbeddedCommand
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static Command Make()
    {
        var arguments = new LoadArguments();
        var database = Values.OneOf("--database", "Where the gateway stores: sqlite or postgres, which is Debian's, as a process in a folder of its own. [sqlite]", "sqlite", "postgres");
        var broker = Values.OneOf("--broker", "own, which is in the gateway, or mosquitto, which is Debian's. [own]", "own", "mosquitto");
        var persistence = new Option<bool>("--mosquitto-persistence") { Description = "Mosquitto keeps its sessions over a restart." };
        var gateway = new Option<string[]>("--gateway") { Description = "A setting for the gateway, for instance --gateway Ingest:BatchMessages=5000. Can be repeated.", DefaultValueFactory = _ => [] };
        var command = new Command("embedded", "Starts a gateway and what it needs in a temporary folder and on free ports, and ends them afterwards.") { database, broker, persistence, gateway };
        arguments.AddTo(command);
        command.SetAction((parsed, cancel) => Runner.RunAsync(arguments.Read(parsed, WarmUp), async () => await EmbeddedTarget.StartAsync(new EmbeddedOptions
        {
            Postgres = parsed.GetValue(database) == "postgres",
            Mosquitto = parsed.GetValue(broker) == "mosquitto",
            MosquittoPersistence = parsed.GetValue(persistence),
            GatewaySettings = [.. parsed.GetValue(gateway)!.Select(setting => $"--{setting}")],
        }), cancel));
        return command;
    }
}
