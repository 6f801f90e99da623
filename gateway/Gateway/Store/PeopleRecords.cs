using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Store;

/// <summary>What a link that works once is for. The numbers are those of the database.</summary>
public enum LinkKind
{
    /// <summary>Makes the first admin.</summary>
    Setup = 1,

    /// <summary>Lets a person choose a password: an invitation, or a way back in.</summary>
    Password = 2,

    /// <summary>Signs a person in, without one.</summary>
    SignIn = 3,
}

/// <param name="PersonId">Whom it is for; null for <see cref="LinkKind.Setup"/>.</param>
public sealed record LinkRecord(LinkKind Kind, long? PersonId);

/// <summary>Somebody who is signed in.</summary>
public sealed record SessionRecord(long PersonId, string Name, Role Role, long CreatedMs, long SeenMs, long ExpiresMs);

/// <param name="ExpiresMs">Null: never.</param>
/// <param name="RevokedMs">Null: it is not revoked.</param>
public sealed record KeyRecord(long KeyId, string Name, KeyScope Scopes, long CreatedMs, string CreatedBy, long? ExpiresMs, long? UsedMs, long? RevokedMs)
{
    public bool IsValid(long nowMs) => RevokedMs is null && (ExpiresMs is null || ExpiresMs > nowMs);
}

/// <param name="Means">How the actor was known: session, key or none.</param>
public sealed record AuditRecord(long Id, long AtMs, string Actor, string Means, string? Address, string Action, string? Subject, string? Detail, AuditOutcome Outcome);

/// <param name="Actor">Exactly this one; null for all.</param>
/// <param name="Action">The action, or all that begin with it and a dot: <c>key</c>; null for all.</param>
/// <param name="Subject">Exactly this one; null for all.</param>
public sealed record AuditFilter(string? Actor = null, string? Action = null, string? Subject = null);
