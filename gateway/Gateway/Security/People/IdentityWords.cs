using Microsoft.AspNetCore.Identity;

namespace Nanofleet.Gateway.Security.People;

/// <summary>Identity's refusals in sentences that say what to do.</summary>
internal sealed class IdentityWords : IdentityErrorDescriber
{
    public override IdentityError InvalidUserName(string? userName) =>
        Error(nameof(InvalidUserName), string.IsNullOrEmpty(userName) ? "A name is missing." : $"The name “{userName}” may have only letters a to z, digits and - . _ @ + in it.");

    public override IdentityError DuplicateUserName(string userName) => Error(nameof(DuplicateUserName), $"There is somebody named {userName} already; choose another name.");

    public override IdentityError PasswordTooShort(int length) => Error(nameof(PasswordTooShort), $"The password needs {length} characters or more; four words that have nothing to do with each other are easy to keep in mind.");

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) => Error(nameof(PasswordRequiresUniqueChars), $"The password needs {uniqueChars} different characters or more.");

    private static IdentityError Error(string code, string sentence) => new() { Code = code, Description = sentence };
}
