using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>Sessions of people, and the links that begin one.</summary>
internal static class SessionQueries
{
    private const string DropLinks = "DELETE FROM person_links WHERE kind = @Kind AND COALESCE(person_id, 0) = COALESCE(@PersonId, 0)";
    private const string InsertLink = "INSERT INTO person_links (code_hash, kind, person_id, expires_ms) VALUES (@codeHash, @Kind, @PersonId, @expiresMs)";
    private const string SelectLink = "SELECT kind AS Kind, person_id AS PersonId FROM person_links WHERE code_hash = @codeHash AND expires_ms > @nowMs";
    private const string TakeLink = "DELETE FROM person_links WHERE code_hash = @codeHash AND expires_ms > @nowMs RETURNING kind AS Kind, person_id AS PersonId";

    private const string Insert =
        """
        INSERT INTO person_sessions (session_hash, person_id, created_ms, seen_ms, expires_ms, address)
        VALUES (@sessionHash, @personId, @nowMs, @nowMs, @expiresMs, @address)
        """;

    private const string NoteSignIn = "UPDATE people SET signed_in_ms = @nowMs WHERE person_id = @personId";

    private const string Select =
        """
        SELECT s.person_id AS PersonId, p.name AS Name, p.role AS Role, s.created_ms AS CreatedMs, s.seen_ms AS SeenMs, s.expires_ms AS ExpiresMs
        FROM person_sessions s JOIN people p ON p.person_id = s.person_id
        WHERE s.session_hash = @sessionHash AND s.expires_ms > @nowMs
        """;

    private const string Renew = "UPDATE person_sessions SET seen_ms = @nowMs, expires_ms = @expiresMs WHERE session_hash = @sessionHash";

    public static async Task<bool> AddLinkAsync(WriteScope scope, byte[] codeHash, LinkRecord link, long expiresMs, CancellationToken cancel)
    {
        var arguments = new { codeHash, Kind = (int)link.Kind, link.PersonId, expiresMs };
        await ExecuteAsync(scope, DropLinks, arguments, cancel);
        return await ExecuteAsync(scope, InsertLink, arguments, cancel) > 0;
    }

    public static async Task<LinkRecord?> FindLinkAsync(DbConnection connection, byte[] codeHash, long nowMs, CancellationToken cancel) =>
        (await connection.QuerySingleOrDefaultAsync<LinkRow?>(new CommandDefinition(SelectLink, new { codeHash, nowMs }, cancellationToken: cancel)))?.ToRecord();

    public static async Task<LinkRecord?> TakeLinkAsync(WriteScope scope, byte[] codeHash, long nowMs, CancellationToken cancel) =>
        (await scope.Connection.QuerySingleOrDefaultAsync<LinkRow?>(new CommandDefinition(TakeLink, new { codeHash, nowMs }, scope.Transaction, cancellationToken: cancel)))?.ToRecord();

    public static async Task<bool> AddAsync(WriteScope scope, byte[] sessionHash, long personId, long nowMs, long expiresMs, string? address, CancellationToken cancel)
    {
        await ExecuteAsync(scope, NoteSignIn, new { personId, nowMs }, cancel);
        return await ExecuteAsync(scope, Insert, new { sessionHash, personId, nowMs, expiresMs, address }, cancel) > 0;
    }

    public static async Task<SessionRecord?> FindAsync(DbConnection connection, byte[] sessionHash, long nowMs, CancellationToken cancel) =>
        (await connection.QuerySingleOrDefaultAsync<SessionRow?>(new CommandDefinition(Select, new { sessionHash, nowMs }, cancellationToken: cancel)))?.ToRecord();

    public static Task<int> RenewAsync(WriteScope scope, byte[] sessionHash, long nowMs, long expiresMs, CancellationToken cancel) =>
        ExecuteAsync(scope, Renew, new { sessionHash, nowMs, expiresMs }, cancel);

    public static Task<int> EndAsync(WriteScope scope, byte[] sessionHash, CancellationToken cancel) =>
        ExecuteAsync(scope, "DELETE FROM person_sessions WHERE session_hash = @sessionHash", new { sessionHash }, cancel);

    public static Task<int> EndAllAsync(WriteScope scope, long personId, CancellationToken cancel) =>
        ExecuteAsync(scope, "DELETE FROM person_sessions WHERE person_id = @personId", new { personId }, cancel);

    public static async Task<int> PurgeAsync(WriteScope scope, long nowMs, CancellationToken cancel) =>
        await ExecuteAsync(scope, "DELETE FROM person_sessions WHERE expires_ms <= @nowMs", new { nowMs }, cancel)
        + await ExecuteAsync(scope, "DELETE FROM person_links WHERE expires_ms <= @nowMs", new { nowMs }, cancel);

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private sealed class LinkRow
    {
        public LinkKind Kind { get; init; }
        public long? PersonId { get; init; }

        public LinkRecord ToRecord() => new(Kind, PersonId);
    }

    private sealed class SessionRow
    {
        public long PersonId { get; init; }
        public string Name { get; init; } = "";
        public Role Role { get; init; }
        public long CreatedMs { get; init; }
        public long SeenMs { get; init; }
        public long ExpiresMs { get; init; }

        public SessionRecord ToRecord() => new(PersonId, Name, Role, CreatedMs, SeenMs, ExpiresMs);
    }
}
