using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Api;

/// <param name="SignedInAt">The last time; null: invited, and not here yet.</param>
public sealed record PersonView(string Name, string Role, string? SignedInAt)
{
    public static PersonView Of(Person person) => new(person.Name, person.Role.ToString().ToLowerInvariant(), Timestamps.Text(person.SignedInMs));
}
