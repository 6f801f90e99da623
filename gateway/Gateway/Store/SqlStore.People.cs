using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Store.Queries;

namespace Nanofleet.Gateway.Store;

/// <summary>The part of the store that people, keys and the audit log are in.</summary>
public abstract partial class SqlStore : IPeopleStore, IKeyStore, IAuditStore
{
    public Task<IReadOnlyList<Person>> ListPeopleAsync(CancellationToken cancel) => ReadAsync(connection => PeopleQueries.ListAsync(connection, cancel), cancel);

    public Task<Person?> FindPersonAsync(long personId, CancellationToken cancel) => ReadAsync(connection => PeopleQueries.FindAsync(connection, personId, cancel), cancel);

    public Task<Person?> FindPersonAsync(string normalName, CancellationToken cancel) => ReadAsync(connection => PeopleQueries.FindAsync(connection, normalName, cancel), cancel);

    public Task<bool> AddPersonAsync(Person person, CancellationToken cancel) => WriteAsync(scope => PeopleQueries.AddAsync(scope, person, cancel), cancel);

    public Task UpdatePersonAsync(Person person, CancellationToken cancel) => WriteAsync(scope => PeopleQueries.UpdateAsync(scope, person, cancel), cancel);

    public Task<bool> SetRoleAsync(long personId, Role role, CancellationToken cancel) => WriteAsync(scope => PeopleQueries.SetRoleAsync(scope, personId, role, cancel), cancel);

    public Task<bool> RemovePersonAsync(long personId, CancellationToken cancel) => WriteAsync(scope => PeopleQueries.RemoveAsync(scope, personId, cancel), cancel);

    public Task<bool> HasAdminAsync(CancellationToken cancel) => ReadAsync(connection => PeopleQueries.HasAdminAsync(connection, cancel), cancel);

    public Task AddLinkAsync(byte[] codeHash, LinkRecord link, long expiresMs, CancellationToken cancel) =>
        WriteAsync(scope => SessionQueries.AddLinkAsync(scope, codeHash, link, expiresMs, cancel), cancel);

    public Task<LinkRecord?> FindLinkAsync(byte[] codeHash, long nowMs, CancellationToken cancel) =>
        ReadAsync(connection => SessionQueries.FindLinkAsync(connection, codeHash, nowMs, cancel), cancel);

    public Task<LinkRecord?> TakeLinkAsync(byte[] codeHash, long nowMs, CancellationToken cancel) =>
        WriteAsync(scope => SessionQueries.TakeLinkAsync(scope, codeHash, nowMs, cancel), cancel);

    public Task AddSessionAsync(byte[] sessionHash, long personId, long nowMs, long expiresMs, string? address, CancellationToken cancel) =>
        WriteAsync(scope => SessionQueries.AddAsync(scope, sessionHash, personId, nowMs, expiresMs, address, cancel), cancel);

    public Task<SessionRecord?> FindSessionAsync(byte[] sessionHash, long nowMs, CancellationToken cancel) =>
        ReadAsync(connection => SessionQueries.FindAsync(connection, sessionHash, nowMs, cancel), cancel);

    public Task RenewSessionAsync(byte[] sessionHash, long nowMs, long expiresMs, CancellationToken cancel) =>
        WriteAsync(scope => SessionQueries.RenewAsync(scope, sessionHash, nowMs, expiresMs, cancel), cancel);

    public Task EndSessionAsync(byte[] sessionHash, CancellationToken cancel) => WriteAsync(scope => SessionQueries.EndAsync(scope, sessionHash, cancel), cancel);

    public Task<int> EndSessionsAsync(long personId, CancellationToken cancel) => WriteAsync(scope => SessionQueries.EndAllAsync(scope, personId, cancel), cancel);

    public Task PurgeSessionsAsync(long nowMs, CancellationToken cancel) => WriteAsync(scope => SessionQueries.PurgeAsync(scope, nowMs, cancel), cancel);

    public Task<IReadOnlyList<KeyRecord>> ListKeysAsync(CancellationToken cancel) => ReadAsync(connection => KeyQueries.ListAsync(connection, cancel), cancel);

    public Task<IReadOnlyList<byte[]>> ListKeyHashesAsync(long nowMs, CancellationToken cancel) => ReadAsync(connection => KeyQueries.ListHashesAsync(connection, nowMs, cancel), cancel);

    public Task<KeyRecord?> FindKeyAsync(byte[] keyHash, CancellationToken cancel) => ReadAsync(connection => KeyQueries.FindAsync(connection, keyHash, cancel), cancel);

    public Task<long> AddKeyAsync(byte[] keyHash, KeyRecord key, CancellationToken cancel) => WriteAsync(scope => KeyQueries.AddAsync(scope, keyHash, key, cancel), cancel);

    public Task NoteKeyUseAsync(long keyId, long nowMs, CancellationToken cancel) => WriteAsync(scope => KeyQueries.NoteUseAsync(scope, keyId, nowMs, cancel), cancel);

    public Task<string?> RevokeKeyAsync(long keyId, long nowMs, CancellationToken cancel) => WriteAsync(scope => KeyQueries.RevokeAsync(scope, keyId, nowMs, cancel), cancel);

    public Task AddAuditAsync(AuditRecord record, CancellationToken cancel) => WriteAsync(scope => AuditQueries.AddAsync(scope, record, cancel), cancel);

    public Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, long? beforeId, int limit, CancellationToken cancel) =>
        ReadAsync(connection => AuditQueries.ListAsync(connection, filter, beforeId, limit, cancel), cancel);

    public Task<int> PurgeAuditAsync(long beforeMs, int rows, CancellationToken cancel) => WriteAsync(scope => AuditQueries.PurgeAsync(scope, beforeMs, rows, cancel), cancel);
}
