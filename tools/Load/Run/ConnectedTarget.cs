using System.Net;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;

namespace Nanofleet.Load.Run;

/// <summary>A broker and a gateway, or a peer of it, that somebody else runs: nothing of it is started or stopped.</summary>
internal sealed class ConnectedTarget(ConnectedOptions options) : Target
{
    public override IPEndPoint Broker { get; } = new(Resolve(options.Host), options.Port);

    public override string? User => options.User;

    public override string? Password => options.Password;

    public override Uri? Http => options.Http;

    /// <summary>Beside its database, where that is a file: it is the gateway's data directory then.</summary>
    public override string KeyFile { get; } = options.KeyFile ?? Path.Combine(Path.GetDirectoryName(options.Sqlite) ?? "", "operator.key");

    public override ResultTables? Tables { get; } =
        options.Sqlite is { } file ? ResultTables.OfSqlite(file) : options.Postgres is { } connection ? ResultTables.OfPostgres(connection) : null;

    public override Func<CancellationToken, Task<long>>? CountPeer => options.PeerTable is { } query ? cancel => Tables!.CountAsync(query, cancel) : null;

    public override IReadOnlyList<(string Name, Func<int?> ProcessId)> Processes =>
        options.GatewayPid is { } id ? [("gateway", () => Directory.Exists($"/proc/{id}") ? id : null)] : [];

    public override void Check(Fault fault) => throw NotOurs(fault);

    public override Task CarryOutAsync(Fault fault, CancellationToken cancel) => throw NotOurs(fault);

    private static LoadException NotOurs(Fault fault) =>
        new($"--faults {fault}: only what this tool has started can be stopped; use 'embedded', or choose {FaultKinds.Of(FaultKind.DropConnections)} or {FaultKinds.Of(FaultKind.StallConnection)}") { IsArgument = true };

    private static IPAddress Resolve(string host)
    {
        try
        {
            return IPAddress.TryParse(host, out var address) ? address : Dns.GetHostAddresses(host)[0];
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IndexOutOfRangeException)
        {
            throw new LoadException($"--host {host}: has no address ({e.Message}); give a name or an address that this machine can reach", e);
        }
    }
}
