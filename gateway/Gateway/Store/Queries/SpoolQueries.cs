using Dapper;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>How far each gateway's spool is in the database: read and moved on in the transaction of what it holds.</summary>
internal static class SpoolQueries
{
    private const string Find = "SELECT spool_id AS SpoolId, segment AS Segment, position AS \"End\" FROM spool_places WHERE spool_id = @spoolId";

    private const string Move =
        """
        INSERT INTO spool_places (spool_id, segment, position) VALUES (@SpoolId, @Segment, @End)
        ON CONFLICT (spool_id) DO UPDATE SET segment = excluded.segment, position = excluded.position
        WHERE spool_places.segment < excluded.segment OR (spool_places.segment = excluded.segment AND spool_places.position < excluded.position)
        """;

    /// <summary>Null where nothing of it was brought in yet.</summary>
    public static Task<SpoolPlace?> PassedAsync(WriteScope scope, string spoolId, CancellationToken cancel) =>
        scope.Connection.QuerySingleOrDefaultAsync<SpoolPlace?>(new CommandDefinition(Find, new { spoolId }, scope.Transaction, cancellationToken: cancel));

    /// <summary>Never back.</summary>
    public static Task PassAsync(WriteScope scope, SpoolPlace place, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(Move, place, scope.Transaction, cancellationToken: cancel));
}
