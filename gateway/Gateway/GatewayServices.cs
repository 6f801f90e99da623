using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Health;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Security.Pki.Clients;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Nanofleet.Mqtt;
using Nanofleet.Mqtt.Sqlite;

namespace Nanofleet.Gateway;

/// <summary>The wiring list. Hosted parts start in this order and stop in the reverse one: the broker link comes last and goes first.</summary>
public static class GatewayServices
{
    public static void AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        AddOptions(services, options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IFaultPoints>(NoFaults.Instance);
        services.AddSingleton(provider => StoreFactory.Create(options, provider.GetRequiredService<IFaultPoints>()));
        services.AddSingleton<IStore>(provider => provider.GetRequiredService<SqlStore>());
        services.AddSingleton<IPeopleStore>(provider => provider.GetRequiredService<SqlStore>());
        services.AddSingleton<IKeyStore>(provider => provider.GetRequiredService<SqlStore>());
        services.AddSingleton<ICredentialStore>(provider => provider.GetRequiredService<SqlStore>());
        services.AddSingleton<ICertificateStore>(provider => provider.GetRequiredService<SqlStore>());
        services.AddSingleton<IAuditStore>(provider => provider.GetRequiredService<SqlStore>());
        AddIngest(services);
        AddDevices(services);
        services.AddDeviceSecurity(options.Mqtt);
        AddLink(services, options.Mqtt.IsEmbedded, options.Broker);
        services.AddPki(options);
        services.AddThrottling(options.Limits);
    }

    private static void AddOptions(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Mqtt);
        services.AddSingleton(options.Broker);
        services.AddSingleton(options.Database);
        services.AddSingleton(options.Retention);
        services.AddSingleton(options.Ingest);
        services.AddSingleton(options.Spool);
        services.AddSingleton(options.Quarantine);
        services.AddSingleton(options.Devices);
        services.AddSingleton(options.Commands);
        services.AddSingleton(options.Api);
        services.AddSingleton(options.Logging);
    }

    private static void AddIngest(IServiceCollection services)
    {
        services.AddSingleton<IngestCounters>();
        services.AddSingleton<ItemPool>();
        services.AddSingleton<IngestQueue>();
        services.AddSingleton<BootClocks>();
        services.AddSingleton<ClockOffsets>();
        services.AddSingleton<MessageDecoder>();
        services.AddSingleton<IMqttReceiver, IngestReceiver>();
        services.AddSingleton<StoreState>();
        services.AddSingleton(provider => SpoolFactory.Open(provider.GetRequiredService<GatewayOptions>(), provider.GetRequiredService<IFaultPoints>()));
        services.AddSingleton<SpoolIntake>();
        services.AddSingleton<CommitTurn>();
        services.AddTransient<BatchCommitter>(); // one for what arrives, one for the spool
        services.AddSingleton(provider => new StoredReplies(
            provider.GetRequiredService<MqttOptions>().IsEmbedded, provider.GetRequiredService<TimeProvider>(), () => provider.GetRequiredService<MessageSpool>().IsEmpty));
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<StoredReplies>());
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<BootClocks>());
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<ClockOffsets>());
        AddHosted<SchemaReady>(services);
        services.AddSingleton<Uploads>();
        services.AddSingleton<QuarantineReplay>();
        services.AddSingleton<Admissions>();
        AddHosted<BatchWriter>(services);
        AddHosted<SpoolDrain>(services);
        AddHosted<RollUpLoop>(services);
        AddHosted<RetentionLoop>(services);
        AddHosted<QuarantineKeeper>(services);
        AddHosted<PlacementLoop>(services);
        AddHosted<GapKeeper>(services);
    }

    private static void AddDevices(IServiceCollection services)
    {
        services.AddSingleton<History>();
        services.AddSingleton<FleetEvents>();
        services.AddSingleton<DeviceReports>();
        services.AddSingleton<FleetBalances>();
        services.AddSingleton<Presence>();
        services.AddSingleton<PendingCommands>();
        services.AddSingleton<CommandDispatcher>();
        services.AddSingleton<HealthCheck>();
        services.AddSingleton<StatisticsSource>();
        AddHosted<StatisticsLoop>(services);
        AddHosted<SystemdNotice>(services);
        AddHosted<BrokerCertificateWatch>(services);
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<Presence>());
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<PendingCommands>());
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<FleetEvents>());
        AddHosted<PresenceLoop>(services);
        AddHosted<CommandExpiry>(services);
        services.AddSingleton(provider => SettingSeal.Open(PkiFolder.Open(provider.GetRequiredService<GatewayOptions>().Data)));
        services.AddSingleton<BoardConfigs>();
        services.AddSingleton<ConfigQueue>();
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<ConfigQueue>());
    }

    private static void AddLink(IServiceCollection services, bool embedded, BrokerOptions broker)
    {
        if (embedded)
        {
            if (broker.Persistence) services.AddSingleton<IMqttStore>(_ => new SqliteMqttStore(broker.PersistenceFile!));
            services.AddSingleton(provider => EmbeddedBrokerOptions.From(
                provider.GetRequiredService<MqttOptions>(), broker, provider.GetRequiredService<GatewayAudience>(), provider.GetRequiredService<BrokerAccess>(), provider.GetRequiredService<ClientCertificateCheck>(), provider.GetRequiredService<BrokerLimits>(), provider.GetService<IMqttStore>()));
            services.AddSingleton(EmbeddedBroker.Make);
            services.AddSingleton<IBrokerLink, EmbeddedBroker>();
        }
        else
        {
            services.AddSingleton<IBrokerLink, BrokerConnection>();
        }

        AddHosted<StoredSender>(services);
        AddHosted<ConfigPublisher>(services);
        services.AddSingleton<GatewayAudience>();
        AddHosted<GatewayAnnouncement>(services);
        services.AddSingleton(provider => (IHostedService)provider.GetRequiredService<IBrokerLink>());
    }

    /// <summary>One object, both to be asked and to be started.</summary>
    private static void AddHosted<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
