using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Logs;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store.Retention;

namespace Nanofleet.Gateway.Configuration;

/// <summary>All settings of the gateway, read and checked once at start.</summary>
public sealed class GatewayOptions
{
    private GatewayOptions(OptionsReader reader)
    {
        Mqtt = reader.Read<MqttOptions>("Mqtt");
        Broker = reader.Read<BrokerOptions>("Broker");
        Database = reader.Read<DatabaseOptions>("Database");
        Retention = reader.Read<RetentionOptions>("Retention");
        Data = reader.Read<DataOptions>("Data");
        Ingest = reader.Read<IngestOptions>("Ingest");
        Spool = reader.Read<SpoolOptions>("Spool");
        Quarantine = reader.Read<QuarantineOptions>("Quarantine");
        Devices = reader.Read<DevicesOptions>("Devices");
        Commands = reader.Read<CommandsOptions>("Commands");
        Limits = reader.Read<LimitsOptions>("Limits");
        Api = reader.Read<ApiOptions>("Api");
        Logging = reader.Read<LoggingOptions>("Logging", "LogLevel", "Console");
        Http = reader.Read<HttpOptions>("Http");
        SignIn = reader.Read<SignInOptions>("SignIn");
        Audit = reader.Read<AuditOptions>("Audit");
    }

    public MqttOptions Mqtt { get; }

    public BrokerOptions Broker { get; }

    public DatabaseOptions Database { get; }

    public RetentionOptions Retention { get; }

    public DataOptions Data { get; }

    public IngestOptions Ingest { get; }

    public SpoolOptions Spool { get; }

    public QuarantineOptions Quarantine { get; }

    public DevicesOptions Devices { get; }

    public CommandsOptions Commands { get; }

    public LimitsOptions Limits { get; }

    public ApiOptions Api { get; }

    public LoggingOptions Logging { get; }

    public HttpOptions Http { get; }

    public SignInOptions SignIn { get; }

    public AuditOptions Audit { get; }

    /// <summary>Where the pages and the API listen.</summary>
    public IReadOnlyList<string> HttpAddresses { get; private set; } = [];

    /// <summary>Some of it is HTTPS without a certificate of its own settings.</summary>
    public bool UsesHttps { get; private set; }

    /// <summary>What the settings name for TLS.</summary>
    public BrokerTlsFiles TlsFiles { get; private set; } = BrokerTlsFiles.None;

    /// <summary>From elsewhere the gateway is called by names that it cannot know, unless the settings list them.</summary>
    public bool HasForeignNames { get; private set; }

    /// <summary>Reads everything; throws a <see cref="ConfigurationException"/> that names all faults, those given included.</summary>
    public static GatewayOptions Read(IConfiguration configuration, IEnumerable<ConfigurationFault>? earlier = null)
    {
        var faults = new List<ConfigurationFault>(earlier ?? []);
        var options = new GatewayOptions(new OptionsReader(configuration, faults));
        options.HttpAddresses = HttpAddressRules.Read(configuration, options.Http, faults);
        options.UsesHttps = HttpAddressRules.NeedsCertificate(configuration);
        options.HasForeignNames = HttpAddressRules.HasForeignNames(configuration, options.Http);
        SectionNames.Check(configuration, faults);
        SecretFiles.Read(options, faults);
        options.TlsFiles = BrokerTls.Load(options.Broker, faults);
        MqttRules.Check(options.Mqtt, faults);
        DatabaseRules.Check(options, faults);
        BrokerRules.Check(options, faults);
        SpoolRules.Check(options.Spool, faults);
        RetentionRules.Check(options.Retention, faults);
        return faults.Count == 0 ? options : throw new ConfigurationException(faults);
    }
}
