using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Store;

/// <summary>People, their sessions and the links that let them in: tables of the same database as <see cref="IStore"/>, with the same rules for outages.</summary>
public interface IPeopleStore
{
    Task<IReadOnlyList<Person>> ListPeopleAsync(CancellationToken cancel);

    Task<Person?> FindPersonAsync(long personId, CancellationToken cancel);

    /// <param name="normalName">As Identity normalises it: upper case.</param>
    Task<Person?> FindPersonAsync(string normalName, CancellationToken cancel);

    /// <summary>Sets the person's number; false where the name is taken.</summary>
    Task<bool> AddPersonAsync(Person person, CancellationToken cancel);

    /// <summary>Name and password; ends all sessions of the person where the password is another.</summary>
    Task UpdatePersonAsync(Person person, CancellationToken cancel);

    /// <summary>False, and nothing is changed, where this is the last admin.</summary>
    Task<bool> SetRoleAsync(long personId, Role role, CancellationToken cancel);

    /// <summary>With sessions and links; false, and nothing is changed, where this is the last admin.</summary>
    Task<bool> RemovePersonAsync(long personId, CancellationToken cancel);

    /// <summary>Whether an admin has ever signed in: one who was only invited cannot let anybody in.</summary>
    Task<bool> HasAdminAsync(CancellationToken cancel);

    /// <summary>In place of all of the same kind for the same person.</summary>
    Task AddLinkAsync(byte[] codeHash, LinkRecord link, long expiresMs, CancellationToken cancel);

    /// <summary>Null where it is unknown, used or over.</summary>
    Task<LinkRecord?> FindLinkAsync(byte[] codeHash, long nowMs, CancellationToken cancel);

    /// <summary>The same, and it never works again.</summary>
    Task<LinkRecord?> TakeLinkAsync(byte[] codeHash, long nowMs, CancellationToken cancel);

    /// <summary>Notes that the person has signed in, too.</summary>
    Task AddSessionAsync(byte[] sessionHash, long personId, long nowMs, long expiresMs, string? address, CancellationToken cancel);

    /// <summary>Null where it has ended.</summary>
    Task<SessionRecord?> FindSessionAsync(byte[] sessionHash, long nowMs, CancellationToken cancel);

    Task RenewSessionAsync(byte[] sessionHash, long nowMs, long expiresMs, CancellationToken cancel);

    Task EndSessionAsync(byte[] sessionHash, CancellationToken cancel);

    /// <summary>All of a person; returns how many.</summary>
    Task<int> EndSessionsAsync(long personId, CancellationToken cancel);

    /// <summary>Removes sessions and links that are over.</summary>
    Task PurgeSessionsAsync(long nowMs, CancellationToken cancel);
}
