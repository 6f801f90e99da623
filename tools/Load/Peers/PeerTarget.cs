using System.Net;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;
using Nanofleet.Load.Run;
using Nanofleet.Testing;
using Nanofleet.Testing.Wire;
using Npgsql;

namespace Nanofleet.Load.Peers;

/// <summary>A peer as a process of its own behind a Mosquitto like the gateway's, with a PostgreSQL like the gateway's.</summary>
internal sealed class PeerTarget : Target
{
    private const string Schema =
        """
        CREATE TABLE device_state (device_id text PRIMARY KEY, temperature double precision, humidity double precision, light double precision, updated_at timestamptz, messages bigint NOT NULL);
        CREATE TABLE measurements (id bigserial PRIMARY KEY, device_id text NOT NULL, taken_at timestamptz NOT NULL, temperature double precision, humidity double precision, light double precision);
        """;

    private readonly OwnServers _servers = new();
    private readonly string _countFile = Path.GetTempFileName();
    private readonly PeerKind _kind;
    private SharedCount? _count;
    private ToolProcess? _peer;
    private ResultTables? _tables;

    private PeerTarget(PeerKind kind) => _kind = kind;

    public override IPEndPoint Broker => _servers.MosquittoEndPoint!;

    public override string? User => OwnServers.MosquittoUser;

    public override string? Password => _servers.MosquittoPassword;

    public override IReadOnlyList<(string Name, Func<int?> ProcessId)> Processes => [("peer", () => _peer!.Id), .. _servers.Processes];

    public override Func<CancellationToken, Task<long>>? CountPeer => _kind switch
    {
        PeerKind.Nothing => _ => Task.FromResult(_count!.Value),
        PeerKind.Python => cancel => _tables!.CountAsync("SELECT coalesce(sum(messages), 0)::bigint FROM device_state", cancel),
        _ => cancel => _tables!.CountAsync("SELECT coalesce(max(id), 0) FROM measurements", cancel), // counting rows would cost the server more the longer it runs
    };

    /// <summary>Null where it can be started, else why not.</summary>
    public static async Task<string?> MissingReasonAsync(PeerKind kind)
    {
        if (MosquittoServer.MissingReason is { } mosquitto) return mosquitto;
        if (kind == PeerKind.Nothing) return null;
        if (PostgresServer.MissingReason is { } postgres) return postgres;
        if (kind == PeerKind.Python && !(await ToolProcess.HasPythonModuleAsync("paho.mqtt") && await ToolProcess.HasPythonModuleAsync("psycopg2")))
            return "Python's paho and psycopg2 are not installed: apt-get install python3-paho-mqtt python3-psycopg2";
        return null;
    }

    public static async Task<PeerTarget> StartAsync(PeerKind kind)
    {
        var target = new PeerTarget(kind);
        try
        {
            await target.StartAllAsync();
            return target;
        }
        catch (InvalidOperationException e)
        {
            await target.DisposeAsync();
            throw new LoadException(e.Message, e);
        }
    }

    public override void Check(Fault fault) => throw new LoadException($"--faults {fault}: a peer is only measured") { IsArgument = true };

    public override Task CarryOutAsync(Fault fault, CancellationToken cancel) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        if (_peer is not null) await _peer.DisposeAsync();
        _count?.Dispose();
        File.Delete(_countFile);
        await _servers.DisposeAsync();
    }

    private async Task StartAllAsync()
    {
        await _servers.StartMosquittoAsync(persistence: false);
        if (_kind != PeerKind.Nothing) await StartDatabaseAsync();
        _count = new SharedCount(_countFile);
        var settings = new PeerSettings(_servers.Mosquitto!.Port, OwnServers.MosquittoUser, _servers.MosquittoPassword, Database(), _countFile);
        _peer = _kind == PeerKind.Python
            ? ToolProcess.Start(ToolProcess.Python, ["-u", Path.Combine(AppContext.BaseDirectory, "Peers", "subscriber.py")], settings.ToEnvironment())
            : ToolProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nanofleet.Load.dll"), _kind == PeerKind.Nothing ? PeerVerb.Nothing : PeerVerb.Insert], settings.ToEnvironment());
        await _peer.WaitForLineAsync(PeerSettings.ReadyLine);
    }

    private async Task StartDatabaseAsync()
    {
        await _servers.StartPostgresAsync();
        _tables = ResultTables.OfPostgres(_servers.PostgresConnection!);
        await using var connection = new NpgsqlConnection(_servers.PostgresConnection);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(Schema, connection);
        await create.ExecuteNonQueryAsync();
    }

    /// <summary>As libpq and Npgsql understand it.</summary>
    private string Database()
    {
        if (_servers.PostgresConnection is not { } connection) return "";
        if (_kind != PeerKind.Python) return connection;
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"host={parts.Host} port={parts.Port} user={parts.Username} password={parts.Password} dbname={parts.Database}";
    }
}
