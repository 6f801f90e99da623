using System.Data.Common;
using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Faults;
using Npgsql;

namespace Nanofleet.EndToEnd.Tests.Faults;

/// <summary>The gateway with a saboteur inside, on a database of its own: it kills itself where it is told to, and has its database taken away.</summary>
internal sealed class FaultyGatewayProcess : IAsyncDisposable
{
    /// <summary>More than any part of a test takes, on however slow a machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("nanofleet-faults-").FullName;
    private readonly string? _postgres;
    private readonly string _data;

    /// <param name="postgres">A connection string; null for SQLite.</param>
    /// <param name="data">Its data folder, which stays; null for one of its own.</param>
    public FaultyGatewayProcess(string? postgres = null, string? data = null, params string[] settings)
    {
        (_postgres, _data) = (postgres, data ?? _folder);
        string[] database = postgres is null ? [] : ["--Database:Provider=postgres", $"--Database:ConnectionString={postgres}"];
        Process = new GatewayProcess(["--Spool:After=0s", $"--Data:Directory={_data}", .. database, .. settings]) { Program = "Nanofleet.FaultyGateway.dll" };
        Process.Variables["NANOFLEET_OUTAGE_FILE"] = OutageFile;
    }

    public GatewayProcess Process { get; }

    private string OutageFile => Path.Combine(_folder, "outage");

    public Task StartAsync(FaultPoint? killAt = null, int reaches = 0)
    {
        KillAt(killAt, reaches);
        return Process.StartAsync();
    }

    /// <summary>Runs it until it kills itself, which may be before it has said that it runs.</summary>
    public Task RunAsync(FaultPoint killAt, int reaches)
    {
        KillAt(killAt, reaches);
        Process.Begin();
        return Process.WaitForEndAsync(Patience);
    }

    public void BeginOutage() => File.WriteAllText(OutageFile, "");

    public void EndOutage() => File.Delete(OutageFile);

    /// <summary>Messages in the spool.</summary>
    public async Task<long> SpooledAsync()
    {
        using var response = await Process.Http.GetAsync("/healthz"); // 503 in an outage
        using var report = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return report.RootElement.GetProperty("spool").GetProperty("messages").GetInt64();
    }

    /// <summary>What is in the database, without the gateway's code.</summary>
    public LedgerTable Read(string sensor)
    {
        SQLitePCL.Batteries_V2.Init();
        using DbConnection connection = _postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(_data, "nanofleet.db")};Mode=ReadOnly;Pooling=False")
            : new NpgsqlConnection(_postgres + ";Pooling=False");
        return LedgerTable.Read(connection, sensor);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void KillAt(FaultPoint? point, int reaches) => Process.Variables["NANOFLEET_KILL_AT"] = point is null ? "" : $"{point}:{reaches}";
}
