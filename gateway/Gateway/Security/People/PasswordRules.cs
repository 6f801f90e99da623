using Microsoft.AspNetCore.Identity;

namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// What a password must be: long, and not among those that are guessed first. Rules about kinds of characters make people write
/// "Password1!" (NIST SP 800-63B, 3.1.1.2).
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<Person>
{
    public const int Shortest = 12;
    public const int Longest = 128;
    public const int LongestName = 64;

    /// <summary>Twice what Identity does by default; about a tenth of a second.</summary>
    private const int Iterations = 210_000;

    public static void Set(IdentityOptions identity)
    {
        identity.Password = new PasswordOptions
        {
            RequiredLength = Shortest, RequiredUniqueChars = 5, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false,
        };
    }

    public static void Set(PasswordHasherOptions hasher) => hasher.IterationCount = Iterations;

    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password)
    {
        if (password?.Length > Longest) return Refuse("PasswordTooLong", $"Passwords have at most {Longest} characters.");
        if (user.Name.Length >= 4 && password?.Contains(user.Name, StringComparison.OrdinalIgnoreCase) == true) return Refuse("PasswordHasName", "The password must not contain the name.");
        if (password?.Length >= Shortest && EasyPassword.FaultOf(password, Words(user.Name)) is { } fault) return Refuse("PasswordEasy", fault);
        return Task.FromResult(IdentityResult.Success);
    }

    /// <summary>The parts of a name such as anna.huber@example.org, of which any may stand in a password.</summary>
    private static string[] Words(string name) => name.Split('.', '-', '_', '@', '+');

    private static Task<IdentityResult> Refuse(string code, string description) => Task.FromResult(IdentityResult.Failed(new IdentityError { Code = code, Description = description }));
}
