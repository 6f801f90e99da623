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
    private ServerFaults? _faults;
    private ResultTables? _tables;

    private EmbeddedTarget()
    {
    }

    public override IPEndPoint Broker => new(IPAddress.Loopback, _mosquitto?.Port ?? _gateway!.MqttPort);

    public override string? User => _mosquitto is null ? null : MosquittoUser;

    public override string? Password => _mosquitto is null ? null : _password;

    public override Uri? Http => _gateway!.HttpAddress;

    public override ResultTables? Tables => _tables;

    public override IReadOnlyList<(string Name, Func<int?> ProcessId)> Processes => _processes;

    /// <summary>What the gateway logged since its last start.</summary>
    public string Log => _gateway!.Log;

    /// <exception cref="LoadException">Something did not start.</exception>
    public static async Task<EmbeddedTarget> StartAsync(EmbeddedOptions options)
    {
        var target = new EmbeddedTarget();
        try
        {
            await target.StartAllAsync(options);
            return target;
        }
        catch (Exception e) when (e is InvalidOperationException or LoadException)
        {
            await target.DisposeAsync();
            throw new LoadException(e.Message, e);
        }
    }

    public override void Check(Fault fault) => _faults!.Check(fault);

    public override Task CarryOutAsync(Fault fault, CancellationToken cancel) => _faults!.CarryOutAsync(fault, cancel);

    public override async ValueTask DisposeAsync()
    {
        if (_faults is not null) await _faults.DisposeAsync();
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_mosquitto is not null) await _mosquitto.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAllAsync(EmbeddedOptions options)
    {
        List<string> settings = [.. options.GatewaySettings, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Nanofleet.Gateway.GatewayHost=Information"];
        if (options.Mosquitto) settings.AddRange(await StartMosquittoAsync(options.MosquittoPersistence));
        if (options.Postgres) settings.AddRange(await StartPostgresAsync());
        _gateway = new GatewayProcess([.. settings]);
        await _gateway.StartAsync();
        _tables ??= ResultTables.OfSqlite(_gateway.DatabaseFile);
        _processes.Insert(0, ("gateway", () => _gateway.ProcessId));
        _faults = new ServerFaults(_gateway, _postgres, _mosquitto, () => new GatewayProcess([.. settings]));
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
        _processes.Add(("mosquitto", () => _mosquitto.IsRunning ? _mosquitto.ProcessId : null));
        return ["--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={_mosquitto.Port}", $"--Mqtt:User={MosquittoUser}", $"--Mqtt:PasswordFile={await WriteAsync("mosquitto", _password)}"];
    }

    private async Task<string[]> StartPostgresAsync()
    {
        if (PostgresServer.MissingReason is { } reason) throw new LoadException(reason);
        _postgres = await PostgresServer.StartAsync(new PostgresOptions { Fsync = true, Settings = ["shared_buffers=256MB", "max_wal_size=4GB"] });
        _processes.Add(("postgresql", () => _postgres.IsRunning ? _postgres.ProcessId : null));
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
}
