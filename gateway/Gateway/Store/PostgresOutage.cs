using System.Net.Sockets;
using Npgsql;

namespace Nanofleet.Gateway.Store;

/// <summary>Tells an outage of the server, which passes, from a bug, which does not. The sentence names the server, never a password.</summary>
internal static class PostgresOutage
{
    public static StoreUnavailableException? Of(Exception e, NpgsqlConnectionStringBuilder server) =>
        IsOutage(e) ? new StoreUnavailableException($"PostgreSQL at {server.Host}:{server.Port}, database '{server.Database}', is not available: {Cause(e)}", e) : null;

    private static bool IsOutage(Exception e) => e switch
    {
        PostgresException refused => IsOutage(refused.SqlState),
        NpgsqlOperationInProgressException => false, // two at once on one connection: ours to mend
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    // Classes of codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static bool IsOutage(string state) =>
        state[..2] is "08" or "28" or "53" or "57" or "58" // connection, login, resources such as a full disk, shut down, its own I/O
        || state is "3D000" // there is no such database
            or "25006" // a standby, which only reads
            or "40001" or "40P01" or "55P03"; // it gave way to another transaction or waited too long for one: again later

    private static string Cause(Exception e) => e is PostgresException refused ? refused.MessageText : (e.InnerException ?? e).Message;
}
