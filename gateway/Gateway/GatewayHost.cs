using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.CommandLine;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Logs;
using Nanofleet.Gateway.Security;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Security.Pki;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway;

/// <summary>
/// The whole gateway in one object: the program runs it, the demo and tests start it inside their own process, on port 0
/// where they like, and ask where it listens.
/// </summary>
public sealed partial class GatewayHost : IAsyncDisposable
{
    /// <summary>With it the program ends in less than five seconds, whatever hangs.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(4);

    /// <summary>Whoever takes longer to say what he wants is no browser, and no board on a WebSocket.</summary>
    private static readonly TimeSpan LongestRequestHead = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private bool _running;

    private GatewayHost(WebApplication app) => _app = app;

    /// <summary>Everything inside, for whoever runs the gateway in his own process.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where pages and API are, with the port that was taken; after the start.</summary>
    public Uri HttpAddress => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Where the gateway's own broker listens, with the port that was taken; null before the start and where another broker is used.</summary>
    public IPEndPoint? MqttEndPoint => Services.GetRequiredService<IBrokerLink>().EndPoint;

    /// <param name="args">As on the command line: <c>--Broker:Port=0 --urls=http://127.0.0.1:0</c>.</param>
    /// <param name="configure">Replaces parts, after the gateway has added its own.</param>
    /// <exception cref="ConfigurationException">Names every fault in the settings.</exception>
    public static GatewayHost Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder();
        var faults = new List<ConfigurationFault>();
        SettingsSources.Add(builder.Configuration, args, faults);
        var options = GatewayOptions.Read(builder.Configuration, faults);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.RequestHeadersTimeout = LongestRequestHead;
            HttpsSetup.Apply(kestrel, options);
        });
        builder.WebHost.UseUrls([.. options.HttpAddresses]);
        builder.Logging.AddLogs(options.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddProblemDetails();
        builder.Services.AddGateway(options);
        builder.Services.AddSecurity(options);
        builder.Services.AddUi();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<MessageSpool>(); // before anything starts: another gateway may have its folder
        app.Services.GetRequiredService<OperatorKey>();
        app.Services.GetService<GatewayCertificates>();
        app.UseBareAnswers();
        app.UseSecurity();
        CaEndpoint.Map(app);
        app.MapApi();
        app.MapUi();
        if (options.Mqtt.IsEmbedded && options.Broker.WebSocket)
            app.MapMqttWebSocket(EmbeddedBroker.WebSocketPath, app.Services.GetRequiredService<MqttBroker>(), new MqttWebSocketOptions { AllowedOrigins = options.Broker.Origins, IsBehindProxy = options.Http.BehindProxy }).AllowAnonymous(); // MQTT has users of its own
        return new GatewayHost(app);
    }

    /// <exception cref="ConfigurationException">A port is taken, or the database is none.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        try
        {
            await _app.StartAsync(cancel);
            _running = true;
        }
        catch (Exception e) when (Explain(e) is { } explained)
        {
            await _app.StopAsync(CancellationToken.None); // what has started so far
            throw explained;
        }

        var log = Services.GetRequiredService<ILogger<GatewayHost>>();
        LogWeb(log, Services.GetRequiredService<PublicAddress>().Value);
        LogMqtt(log, Services.GetRequiredService<IBrokerLink>().Address);
        if (Services.GetService<GatewayCertificates>() is { } certificates) LogCa(log, Fingerprint.Of(certificates.Authority));
        if (Services.GetRequiredService<OperatorKey>().WasOpen) LogOpenKey(log, OperatorKey.FileName);
        TellVerbs(log);
        LogDatabase(log, StoreFactory.Describe(Services.GetRequiredService<GatewayOptions>().Database));
    }

    /// <summary>Starts, and returns after Ctrl-C, SIGTERM or the end of the token.</summary>
    public async Task RunAsync(CancellationToken cancel = default)
    {
        await StartAsync(cancel);
        await _app.WaitForShutdownAsync(cancel);
        LogStopped(Services.GetRequiredService<ILogger<GatewayHost>>());
    }

    /// <summary>
    /// A link that signs somebody in once, as an admin of this name, who is made where there is none: for programs that run a
    /// gateway to be looked at, such as the demo. After the start.
    /// </summary>
    public async Task<Uri> MakeSignInLinkAsync(string name, CancellationToken cancel = default)
    {
        await using var scope = Services.CreateAsyncScope();
        var person = await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().FindByNameAsync(name);
        if (person is null)
        {
            (person, var faults) = await scope.ServiceProvider.GetRequiredService<Membership>().AddAsync(name, Role.Admin);
            if (person is null) throw new ArgumentException(string.Join(' ', faults), nameof(name));
        }

        return await Services.GetRequiredService<OneTimeLinks>().MakeSignInAsync(person, cancel);
    }

    public Task StopAsync(CancellationToken cancel = default)
    {
        _running = false;
        return _app.StopAsync(cancel);
    }

    /// <summary>Stops first what still runs: its parts must not find the others gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_running) await StopAsync();
        await _app.DisposeAsync();
    }

    private void TellVerbs(ILogger log)
    {
        try
        {
            AddressFile.Write(DataDirectory.Open(Services.GetRequiredService<GatewayOptions>().Data), HttpAddress);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUntold(log, e.Message);
        }
    }

    /// <summary>What an operator can put right; null for a bug, which keeps its stack trace.</summary>
    private ConfigurationException? Explain(Exception cause)
    {
        var options = Services.GetRequiredService<GatewayOptions>();
        return cause switch
        {
            ConfigurationException known => known,
            IOException => Fault("urls", string.Join(';', options.HttpAddresses), $"cannot be opened ({cause.Message}); choose another port, as in --urls={Next(options.HttpAddresses[0])}"),
            StoreVersionException or DbException => Fault("Database", StoreFactory.Describe(options.Database), $"cannot be used: {cause.Message}"),
            _ => null,
        };

        static string Next(string address) => BindingAddress.Parse(address) is { Port: > 0 and < 65535 } one ? $"{one.Scheme}://{one.Host}:{one.Port + 1}" : "http://127.0.0.1:5081";

        static ConfigurationException Fault(string field, string value, string fix) => new([new ConfigurationFault(field, value, fix)]);
    }

    private static WebApplicationBuilder CreateBuilder() => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        // Inside another program, too, the gateway's settings and pages lie beside its own files.
        ApplicationName = typeof(GatewayHost).Assembly.GetName().Name,
        ContentRootPath = AppContext.BaseDirectory,
        Args = ["--hostBuilder:reloadConfigOnChange=false"], // settings are read once, and watching files costs handles
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "Pages and API: {Address}")]
    private static partial void LogWeb(ILogger log, Uri address);

    [LoggerMessage(Level = LogLevel.Information, Message = "MQTT:          {Address}")]
    private static partial void LogMqtt(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "CA:            SHA-256 {Fingerprint}, /ca.pem")]
    private static partial void LogCa(ILogger log, string fingerprint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Others could read {File} in the data directory; the gateway has made a new key, and the one that stood there is worth nothing any more.")]
    private static partial void LogOpenKey(ILogger log, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway's verbs will not find it without --api: its address cannot be written to the data directory: {Cause}")]
    private static partial void LogUntold(ILogger log, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped.")]
    private static partial void LogStopped(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "Database:      {Database}")]
    private static partial void LogDatabase(ILogger log, string database);
}
