using System.Data.Common;
using Dapper;
using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Store.Queries;

/// <summary>People. Whoever is about to take an admin away locks all admins first: two that do so at once would each see the other's.</summary>
internal static class PeopleQueries
{
    private const string Select =
        """
        SELECT person_id AS PersonId, name AS Name, normal_name AS NormalName, password_hash AS PasswordHash, role AS Role, created_ms AS CreatedMs, signed_in_ms AS SignedInMs
        FROM people
        """;

    private const string Insert =
        """
        INSERT INTO people (name, normal_name, password_hash, role, created_ms) VALUES (@Name, @NormalName, @PasswordHash, @Role, @CreatedMs)
        ON CONFLICT (normal_name) DO NOTHING
        RETURNING person_id
        """;

    private const string OfChanged = "WHERE person_id = (SELECT person_id FROM people WHERE person_id = @PersonId AND COALESCE(password_hash, '') <> COALESCE(@PasswordHash, ''))";

    private const string Update = "UPDATE people SET name = @Name, normal_name = @NormalName, password_hash = @PasswordHash WHERE person_id = @PersonId";

    private const string LockAdmins = "UPDATE people SET role = role WHERE role = @admin";

    /// <summary>One who was only invited cannot let the others back in.</summary>
    private const string OtherAdmins = "SELECT COUNT(*) FROM people WHERE role = @admin AND signed_in_ms IS NOT NULL AND person_id <> @personId";

    private const string IsAdmin = "SELECT COUNT(*) FROM people WHERE role = @admin AND signed_in_ms IS NOT NULL AND person_id = @personId";

    public static async Task<IReadOnlyList<Person>> ListAsync(DbConnection connection, CancellationToken cancel) =>
        [.. await connection.QueryAsync<Person>(new CommandDefinition($"{Select} ORDER BY normal_name", cancellationToken: cancel))];

    public static Task<Person?> FindAsync(DbConnection connection, long personId, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<Person?>(new CommandDefinition($"{Select} WHERE person_id = @personId", new { personId }, cancellationToken: cancel));

    public static Task<Person?> FindAsync(DbConnection connection, string normalName, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<Person?>(new CommandDefinition($"{Select} WHERE normal_name = @normalName", new { normalName }, cancellationToken: cancel));

    public static async Task<bool> HasAdminAsync(DbConnection connection, CancellationToken cancel) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(OtherAdmins, new { admin = (int)Role.Admin, personId = 0L }, cancellationToken: cancel)) > 0;

    public static async Task<bool> AddAsync(WriteScope scope, Person person, CancellationToken cancel)
    {
        var arguments = new { person.Name, person.NormalName, person.PasswordHash, Role = (int)person.Role, person.CreatedMs };
        if (await ScalarAsync(scope, Insert, arguments, cancel) is not { } id) return false;
        person.PersonId = id;
        return true;
    }

    /// <summary>Whoever chose a new password wants no session that somebody else holds, and no link by which he would choose another.</summary>
    public static async Task<bool> UpdateAsync(WriteScope scope, Person person, CancellationToken cancel)
    {
        var arguments = new { person.PersonId, person.Name, person.NormalName, person.PasswordHash };
        foreach (var table in (string[])["person_sessions", "person_links"])
            await ExecuteAsync(scope, $"DELETE FROM {table} {OfChanged}", arguments, cancel);
        return await ExecuteAsync(scope, Update, arguments, cancel) > 0;
    }

    public static async Task<bool> SetRoleAsync(WriteScope scope, long personId, Role role, CancellationToken cancel)
    {
        if (role != Role.Admin && await IsLastAdminAsync(scope, personId, cancel)) return false;
        await ExecuteAsync(scope, "UPDATE people SET role = @role WHERE person_id = @personId", new { personId, role = (int)role }, cancel);
        return true;
    }

    public static async Task<bool> RemoveAsync(WriteScope scope, long personId, CancellationToken cancel)
    {
        if (await IsLastAdminAsync(scope, personId, cancel)) return false;
        foreach (var table in (string[])["person_sessions", "person_links", "people"])
            await ExecuteAsync(scope, $"DELETE FROM {table} WHERE person_id = @personId", new { personId }, cancel);
        return true;
    }

    private static async Task<bool> IsLastAdminAsync(WriteScope scope, long personId, CancellationToken cancel)
    {
        var arguments = new { admin = (int)Role.Admin, personId };
        await ExecuteAsync(scope, LockAdmins, arguments, cancel);
        return await ScalarAsync(scope, IsAdmin, arguments, cancel) > 0 && await ScalarAsync(scope, OtherAdmins, arguments, cancel) == 0;
    }

    private static Task<long?> ScalarAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));

    private static Task<int> ExecuteAsync(WriteScope scope, string sql, object arguments, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(sql, arguments, scope.Transaction, cancellationToken: cancel));
}
