using System.Net;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;
using Nanofleet.Testing;

namespace Nanofleet.Load.Run;

/// <summary>The gateway as a process of its own with all that it needs, on free ports and in folders that go with it.</summary>
internal sealed class EmbeddedTarget : Target
{
    private readonly OwnServers _servers = new();
    private GatewayProcess? _gateway;
    private ServerFaults? _faults;
    private ResultTables? _tables;

    private EmbeddedTarget()
    {
    }

    public override IPEndPoint Broker => _servers.MosquittoEndPoint ?? new IPEndPoint(IPAddress.Loopback, _gateway!.MqttPort);

    public override string? User => _servers.Mosquitto is null ? null : OwnServers.MosquittoUser;

    public override string? Password => _servers.Mosquitto is null ? null : _servers.MosquittoPassword;

    public override Uri? Http => _gateway!.HttpAddress;

    public override string KeyFile => _gateway!.KeyFile;

    public override ResultTables? Tables => _tables;

    public override IReadOnlyList<(string Name, Func<int?> ProcessId)> Processes => [("gateway", () => _gateway!.ProcessId), .. _servers.Processes];

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
        await _servers.DisposeAsync();
    }

    private async Task StartAllAsync(EmbeddedOptions options)
    {
        List<string> settings = ["--Limits:Enabled=false", .. options.GatewaySettings, "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Nanofleet.Gateway.GatewayHost=Information"];
        if (options.Mosquitto)
        {
            await _servers.StartMosquittoAsync(options.MosquittoPersistence);
            var password = await _servers.WriteAsync("mosquitto", _servers.MosquittoPassword);
            settings.AddRange(["--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={_servers.Mosquitto!.Port}", $"--Mqtt:User={OwnServers.MosquittoUser}", $"--Mqtt:PasswordFile={password}"]);
        }

        if (options.Postgres)
        {
            await _servers.StartPostgresAsync();
            _tables = ResultTables.OfPostgres(_servers.PostgresConnection!);
            settings.AddRange(["--Database:Provider=Postgres", $"--Database:ConnectionStringFile={await _servers.WriteAsync("database", _servers.PostgresConnection!)}"]);
        }

        _gateway = new GatewayProcess([.. settings]);
        await _gateway.StartAsync();
        _tables ??= ResultTables.OfSqlite(_gateway.DatabaseFile);
        _faults = new ServerFaults(_gateway, _servers.Postgres, _servers.Mosquitto, () => new GatewayProcess([.. settings]));
    }
}
