using Nanofleet.Provision;
using Nanofleet.Provision.CommandLine;

return await ProvisionProgram.RunAsync(args, new ConsoleTerminal());
