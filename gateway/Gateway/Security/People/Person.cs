namespace Nanofleet.Gateway.Security.People;

/// <summary>Somebody who may sign in. Identity fills in one of these, so it can be changed.</summary>
public sealed class Person
{
    /// <summary>0 until it is in the database.</summary>
    public long PersonId { get; set; }

    public string Name { get; set; } = "";

    /// <summary>By which it is found: upper case.</summary>
    public string NormalName { get; set; } = "";

    /// <summary>As Identity writes it; null until an invitation is taken up.</summary>
    public string? PasswordHash { get; set; }

    public Role Role { get; set; }

    public long CreatedMs { get; set; }

    /// <summary>The last time; null: never yet.</summary>
    public long? SignedInMs { get; set; }
}
