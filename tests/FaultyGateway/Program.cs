using Microsoft.Extensions.DependencyInjection;
using Nanofleet.FaultyGateway;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Faults;

// The gateway as it is, with a saboteur in the one place that lets it be told where it stands.
await using var gateway = GatewayHost.Build(args, builder => builder.Services.AddSingleton<IFaultPoints>(Saboteur.FromEnvironment()));
await gateway.RunAsync();
