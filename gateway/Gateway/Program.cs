using Nanofleet.Gateway;
using Nanofleet.Gateway.Backup;
using Nanofleet.Gateway.CommandLine;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Preparation;

try
{
    if (args is [QuarantineCommand.Verb, ..]) return await new QuarantineCommand(Console.Out, Console.Error).RunAsync(args[1..], CancellationToken.None);
    if (args is [HealthCheckCommand.Verb, ..]) return await new HealthCheckCommand(Console.Out, Console.Error).RunAsync(args[1..], CancellationToken.None);
    if (args is [PrepareCommand.Verb, ..]) return await new PrepareCommand(Console.Out, Console.Error, TimeProvider.System).RunAsync(args[1..]);
    if (args is [PeopleCommand.Verb, ..]) return await new PeopleCommand(Console.Out, Console.Error).RunAsync(args[1..], CancellationToken.None);
    if (BackupCommand.IsMeant(args)) return await BackupCommand.RunAsync(args, Console.Out, Console.Error);
    if (GatewayUsage.IsAsked(args)) return await GatewayUsage.ShowAsync(Console.Out);
    if (GatewayUsage.IsUnknownVerb(args)) return await GatewayUsage.RefuseAsync(args[0], Console.Error);

    await using var gateway = GatewayHost.Build(args);
    await gateway.RunAsync();
    return 0;
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 0; // asked to end while it started
}
