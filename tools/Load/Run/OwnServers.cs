using System.Net;
using System.Security.Cryptography;
using Nanofleet.Testing;

namespace Nanofleet.Load.Run;

/// <summary>Mosquitto and PostgreSQL of a run: processes with files in folders of their own, and secrets that stand on no command line.</summary>
internal sealed class OwnServers : IAsyncDisposable
{
    public const string MosquittoUser = "load";

    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-load-").FullName;

    /// <summary>Belongs to <see cref="MosquittoUser"/>.</summary>
    public string MosquittoPassword { get; } = RandomNumberGenerator.GetHexString(32);

    public MosquittoServer? Mosquitto { get; private set; }

    public PostgresServer? Postgres { get; private set; }

    /// <summary>Of a database of its own; null without PostgreSQL.</summary>
    public string? PostgresConnection { get; private set; }

    public IPEndPoint? MosquittoEndPoint => Mosquitto is null ? null : new IPEndPoint(IPAddress.Loopback, Mosquitto.Port);

    /// <summary>What their cost is shown under.</summary>
    public IEnumerable<(string Name, Func<int?> ProcessId)> Processes
    {
        get
        {
            if (Mosquitto is { } mosquitto) yield return ("mosquitto", () => mosquitto.IsRunning ? mosquitto.ProcessId : null);
            if (Postgres is { } postgres) yield return ("postgresql", () => postgres.IsRunning ? postgres.ProcessId : null);
        }
    }

    /// <exception cref="LoadException">It is not installed.</exception>
    public async Task StartMosquittoAsync(bool persistence)
    {
        if (MosquittoServer.MissingReason is { } reason) throw new LoadException(reason);
        Mosquitto = await MosquittoServer.StartAsync(new MosquittoOptions
        {
            Users = new Dictionary<string, string> { [MosquittoUser] = MosquittoPassword },
            Persistence = persistence,
            IsQuiet = true,
            Settings = ["max_queued_messages 0"], // its 1000 would throw away, silently, what it has acknowledged
        });
    }

    /// <exception cref="LoadException">It is not installed.</exception>
    public async Task StartPostgresAsync()
    {
        if (PostgresServer.MissingReason is { } reason) throw new LoadException(reason);
        Postgres = await PostgresServer.StartAsync(new PostgresOptions { Fsync = true, Settings = ["shared_buffers=256MB", "max_wal_size=4GB"] });
        PostgresConnection = await Postgres.CreateDatabaseAsync();
    }

    /// <summary>Everybody on the machine can read a command line: secrets stand in files.</summary>
    public async Task<string> WriteAsync(string name, string secret)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, secret);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        if (Mosquitto is not null) await Mosquitto.DisposeAsync();
        if (Postgres is not null) await Postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
