using System.Net;
using System.Security.Cryptography;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;
using Nanofleet.Testing;

namespace Nanofleet.Load.Run;

/// <summary>The gateway as a process of its own with all that it needs, on free ports and in folders that go with it.</summary>
internal sealed class EmbeddedTarget : Target
{
    private const string MosquittoUser = "load";

    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-load-").FullName;
    private readonly List<(string Name, Func<int?> ProcessId)> _processes = [];
    private GatewayProcess? _gateway;
    private PostgresServer? _postgres;
    private MosquittoServer? _mosquitto;
    private GatewayProcess? _second;
    private string[] _settings = [];

    private EmbeddedTarget()
    {
    }

    public override IPEndPoint Broker => new(IPAddress.Loopback, _mosquitto?.Port ?? _gateway!.MqttPort);

    public override string? User => _mosquitto is null ? null : MosquittoUser;

    public override string? Password => _mosquitto is null ? null : _password;

    public override Uri? Http => _gateway!.HttpAddress;

    public override ResultTables? Tables => _tables;

    public override IReadOnlyList<(string Name, Func<int?> ProcessId)> Processes => _processes;

    private ResultTables? _tables;

    /// <exception cref="LoadException">Something did not start.</exception>
    public static async Task<EmbeddedTarget> StartAsync(EmbeddedOptions options)
    {
        var target = new EmbeddedTarget();
        try
        {
            await target.StartAllAsync(options);
            return target;
        }
        catch (InvalidOperationException e)
        {
            await target.DisposeAsync();
            throw new LoadException(e.Message, e);
        }
    }

    public override void Check(Fault fault)
    {
        var missing = fault.Kind switch
        {
            FaultKind.StopPostgres or FaultKind.KillPostgres when _postgres is null => "there is no PostgreSQL in this run; add --database postgres",
            FaultKind.StopMosquitto or FaultKind.KillMosquitto when _mosquitto is null => "there is no Mosquitto in this run; add --broker mosquitto",
            FaultKind.SecondGateway when _mosquitto is null => "two gateways need a broker of their own to meet at; add --broker mosquitto --database postgres",
            _ => null,
        };
        if (missing is not null) throw new LoadException($"--faults {fault}: {missing}") { IsArgument = true };
    }

    public override Task CarryOutAsync(Fault fault, CancellationToken cancel)
    {
        Check(fault);
        return fault.Kind switch
        {
            FaultKind.KillGateway => AwayAsync(_gateway!.KillAsync, _gateway!.StartAsync, fault, cancel),
            FaultKind.StopGateway => AwayAsync(_gateway!.StopAsync, _gateway!.StartAsync, fault, cancel),
            FaultKind.StopPostgres => AwayAsync(_postgres!.StopAsync, _postgres!.StartAgainAsync, fault, cancel),
            FaultKind.KillPostgres => AwayAsync(_postgres!.KillAsync, _postgres!.StartAgainAsync, fault, cancel),
            FaultKind.StopMosquitto => AwayAsync(_mosquitto!.StopAsync, _mosquitto!.StartAgainAsync, fault, cancel),
            FaultKind.KillMosquitto => AwayAsync(_mosquitto!.KillAsync, _mosquitto!.StartAgainAsync, fault, cancel),
            FaultKind.KillBroker => CarryOutAsync(fault with { Kind = _mosquitto is null ? FaultKind.KillGateway : FaultKind.KillMosquitto }, cancel),
            FaultKind.SecondGateway => AwayAsync(StartSecondAsync, StopSecondAsync, fault, cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "is done by the generator"),
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await StopSecondAsync();
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_mosquitto is not null) await _mosquitto.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task AwayAsync(Func<Task> end, Func<Task> begin, Fault fault, CancellationToken cancel)
    {
        await end();
        await Task.Delay(fault.Duration, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what was ended comes back in any case
        await begin();
    }

    private async Task StartAllAsync(EmbeddedOptions options)
    {
        List<string> settings = [.. options.GatewaySettings, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Nanofleet.Gateway.GatewayHost=Information"];
        if (options.Mosquitto) settings.AddRange(await StartMosquittoAsync(options.MosquittoPersistence));
        if (options.Postgres) settings.AddRange(await StartPostgresAsync());
        _settings = [.. settings];
        _gateway = new GatewayProcess(_settings);
        await _gateway.StartAsync();
        _tables ??= ResultTables.OfSqlite(_gateway.DatabaseFile);
        _processes.Insert(0, ("gateway", () => _gateway.ProcessId));
    }

    private async Task<string[]> StartMosquittoAsync(bool persistence)
    {
        if (MosquittoServer.MissingReason is { } reason) throw new LoadException(reason);
        _mosquitto = await MosquittoServer.StartAsync(new MosquittoOptions
        {
            Users = new Dictionary<string, string> { [MosquittoUser] = _password },
            Persistence = persistence,
            IsQuiet = true,
            Settings = ["max_queued_messages 0"], // its 1000 would throw away, silently, what it has acknowledged
        });
        _processes.Add(("mosquitto", () => _mosquitto.ProcessId));
        return ["--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={_mosquitto.Port}", $"--Mqtt:User={MosquittoUser}", $"--Mqtt:PasswordFile={await WriteAsync("mosquitto", _password)}"];
    }

    private async Task<string[]> StartPostgresAsync()
    {
        if (PostgresServer.MissingReason is { } reason) throw new LoadException(reason);
        _postgres = await PostgresServer.StartAsync(new PostgresOptions { Fsync = true, Settings = ["shared_buffers=256MB", "max_wal_size=4GB"] });
        _processes.Add(("postgresql", () => _postgres.ProcessId));
        var connection = await _postgres.CreateDatabaseAsync();
        _tables = ResultTables.OfPostgres(connection);
        return ["--Database:Provider=Postgres", $"--Database:ConnectionStringFile={await WriteAsync("database", connection)}"];
    }

    /// <summary>Secrets stand in files: everybody on the machine can read a command line.</summary>
    private async Task<string> WriteAsync(string name, string secret)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, secret);
        return file;
    }

    private Task StartSecondAsync()
    {
        _second = new GatewayProcess(_settings);
        return _second.StartAsync();
    }

    private async Task StopSecondAsync()
    {
        if (_second is not null) await _second.DisposeAsync();
        _second = null;
    }
}
