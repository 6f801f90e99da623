using Nanofleet.Gateway;
using Nanofleet.Gateway.Configuration;

try
{
    await using var gateway = GatewayHost.Build(args);
    await gateway.RunAsync();
    return 0;
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
