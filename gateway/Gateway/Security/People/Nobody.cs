using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Nanofleet.Gateway.Security.People;

/// <summary>Whose password is checked where there is no person, or none with a password: it costs as much as anybody's, and is never right.</summary>
internal sealed class Nobody
{
    private readonly Person _person = new();
    private readonly PasswordHasher<Person> _hasher;
    private readonly string _hash;

    public Nobody(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<Person>(options);
        _hash = _hasher.HashPassword(_person, Keys.Token.New());
    }

    public void Check(string password) => _hasher.VerifyHashedPassword(_person, _hash, password);
}
