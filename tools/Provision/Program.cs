using System.Text;
using Nanofleet.Provision;
using Nanofleet.Provision.CommandLine;

if (OperatingSystem.IsWindows()) Console.OutputEncoding = Encoding.UTF8; // names of networks and devices may be of any language
return await ProvisionProgram.RunAsync(args, new ConsoleTerminal());
